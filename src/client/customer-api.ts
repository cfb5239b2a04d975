import type { Problem, ProblemCode } from "../protocol/errors.ts";
import {
  type ConversationList,
  type ConversationSnapshot,
  type ConversationStatus,
  HISTORY_PAGE,
  type Message,
  type MessagePage,
  type Person,
} from "../protocol/resources.ts";
import type { Desk } from "./desk-api.ts";
import { OfflineError, ProblemError } from "./problem-error.ts";

export interface ApiOptions {
  /** The desk's origin, or "" for the page's own. */
  baseUrl: string;
  token?: string | undefined;
  /** Whether cookies go along; those of the page's own origin by default. */
  credentials?: RequestCredentials | undefined;
  /** Sent with every request, such as a cookie where there is no browser to keep it. */
  headers?: Record<string, string> | undefined;
}

/** A signed permission to join a channel, or why there is none. */
export type ChannelAuthorization =
  | { auth: string; channel_data?: string }
  | { status: number; code?: ProblemCode };

/** What the sender's device makes of a text: the `clientId` makes a repeat harmless. */
export interface NewMessage {
  clientId: string;
  text: string;
  /** Of agents: the last seq they saw, and whether it is to be said even if a colleague has replied since. */
  seenUpTo?: number | undefined;
  evenSo?: boolean | undefined;
}

/** How a customer wants to be called and reached. */
export interface Contact {
  name?: string | undefined;
  email?: string | undefined;
}

/** What a new conversation is opened with, besides its first message. */
export interface Opening extends Contact {
  /** The slug of the team that is to answer; the default one if there is none of that name. */
  team?: string | undefined;
  labels?: readonly string[] | undefined;
}

/** A request without an answer for so long is given up; repeating it is harmless. */
const ANSWER_TIMEOUT_MS = 20_000;

// Host pages wrap these, some badly; what was there when we were loaded is the best there is.
const { fetch } = globalThis;
const { stringify, parse } = JSON;

/**
 * What both sides ask of the desk's HTTP API, one method a route. Every method rejects with `ProblemError` or
 * `OfflineError`, nothing else. The agents' routes are in `DeskApi`, so that the widget does not carry them.
 */
export class CustomerApi {
  readonly baseUrl: string;
  /** A customer's bearer token; agents have a cookie instead. */
  token: string | undefined;
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.baseUrl = options.baseUrl;
    this.token = options.token;
  }

  /** The desk, and the team of this slug or id, or the default one. */
  desk(team?: string): Promise<Desk> {
    return this.request("GET", team ? `desk?team=${encodeURIComponent(team)}` : "desk");
  }

  createCustomer(input: { name?: string; email?: string; identity?: string }): Promise<{
    token: string;
    customer: Person;
  }> {
    return this.request("POST", "customers", input);
  }

  /** Without a status those of every status. */
  conversations(status?: ConversationStatus): Promise<ConversationList> {
    return this.request("GET", status ? `conversations?status=${status}` : "conversations");
  }

  /** Opens a conversation with its first message. */
  openConversation(input: NewMessage & Opening): Promise<ConversationSnapshot> {
    return this.request("POST", "conversations", input);
  }

  setContact(contact: Contact): Promise<unknown> {
    return this.request("PUT", "me/contact", contact);
  }

  /** Has the conversation sent to the customer's own address. */
  mailTranscript(id: string): Promise<unknown> {
    return this.request("POST", conversationPath(id, "/transcript"), {});
  }

  conversation(id: string): Promise<ConversationSnapshot> {
    return this.request("GET", conversationPath(id));
  }

  /** The messages before `before` (a seq), the newest `limit` of them, oldest first. */
  messages(id: string, page: { before?: number; limit?: number } = {}): Promise<MessagePage> {
    const query = `?limit=${page.limit ?? HISTORY_PAGE}${page.before === undefined ? "" : `&before=${page.before}`}`;
    return this.request("GET", conversationPath(id, "/messages") + query);
  }

  postMessage(id: string, input: NewMessage): Promise<{ message: Message }> {
    return this.request("POST", conversationPath(id, "/messages"), input);
  }

  markRead(id: string, upTo: number): Promise<{ readUpTo: number }> {
    return this.request("PUT", conversationPath(id, "/read-marker"), { upTo });
  }

  /** Signed permissions for up to 100 channels, by channel name. */
  async authorizeChannels(
    socketId: string,
    names: readonly string[],
  ): Promise<Record<string, ChannelAuthorization>> {
    // Written out by hand: a host page's Array.prototype.toJSON would make a string of the list.
    let list = "";
    for (const name of names) list += (list && ",") + stringify(name);
    const body = `{"socket_id":${stringify(socketId)},"channels":[${list}]}`;
    const { channels } = await this.request<{ channels: Record<string, ChannelAuthorization> }>(
      "POST",
      "realtime/auth",
      body,
    );
    return channels;
  }

  protected async request<Answer>(method: string, path: string, input?: object | string): Promise<Answer> {
    const { token } = this;
    const { credentials = "same-origin" } = this.#options;
    const headers: Record<string, string> = { ...this.#options.headers };
    if (token) headers["authorization"] = `Bearer ${token}`;
    if (input) headers["content-type"] = "application/json";
    const request: RequestInit = {
      method,
      headers,
      credentials,
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    };
    if (input) request.body = typeof input === "string" ? input : stringify(input);
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${this.baseUrl}/api/${path}`, request);
      text = await response.text();
    } catch (error) {
      throw new OfflineError("The desk can't be reached", { cause: error });
    }
    let answer!: Answer & Partial<Problem>;
    try {
      answer = parse(text);
    } catch {
      // Not JSON: a 204, or not from the desk at all. The status tells.
    }
    if (response.ok && (answer || response.status === 204)) return answer;
    // The answer is about a session that was replaced meanwhile: ask again with the new one.
    if (response.status === 401 && token !== this.token) throw new OfflineError("The session has changed");
    throw refusal(response, answer);
  }
}

/** The route of one conversation, and what follows it. */
export function conversationPath(id: string, rest = ""): string {
  return `conversations/${encodeURIComponent(id)}${rest}`;
}

function refusal(response: Response, problem: Partial<Problem> | undefined): ProblemError | OfflineError {
  const { status } = response;
  const code = problem?.code;
  // A gateway's error page, or a hotel's sign-in page with status 200: the desk itself has not answered.
  if (!code && (response.ok || (status > 501 && status < 505)))
    return new OfflineError("Something answered in the desk's place");
  const retryAfterS = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new ProblemError(
    { title: `The desk answered ${status}`, code: "internal", ...problem, status },
    retryAfterS >= 0 ? retryAfterS * 1_000 : undefined,
  );
}
