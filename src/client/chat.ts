import type { Conversation, ConversationSnapshot, Person } from "../protocol/resources.ts";
import { type Contact, CustomerApi } from "./customer-api.ts";
import type { Desk } from "./desk-api.ts";
import { exclusively } from "./exclusively.ts";
import { ownerKey, tellsEmail } from "./identity.ts";
import { Listeners } from "./listeners.ts";
import { type Line, LiveConversation } from "./live-conversation.ts";
import { Outbox } from "./outbox.ts";
import { ProblemError } from "./problem-error.ts";
import { Retry } from "./retry.ts";
import { type SessionStorage, SessionStore } from "./session-store.ts";
import type { SocketState } from "./socket.ts";
import { Subscriptions } from "./subscriptions.ts";
import { TeamWatch } from "./team-watch.ts";

export interface ChatOptions {
  /** The desk's origin, such as `https://desk.example.com`; "" for the page's own. */
  baseUrl: string;
  /** A JWT by the host site's backend that says who the customer is. */
  identity?: string | undefined;
  /** The host site's own name for the customer: keeps the sessions of several people on one device apart. Proves nothing. */
  customerId?: string | undefined;
  /** Show this conversation rather than the newest one, if it is the customer's. */
  conversationId?: string | undefined;
  /** The slug of the team that is to answer new conversations; the desk's default one without it. */
  team?: string | undefined;
  /** Labels that new conversations get, for those who answer. */
  labels?: readonly string[] | undefined;
  /** Where the session is remembered; the browser's `localStorage` by default. */
  storage?: SessionStorage | undefined;
}

export interface ChatState {
  /** idle: not opened; opening; ready: `conversation` can be used; failed: the desk refused, see `problem`. */
  phase: "idle" | "opening" | "ready" | "failed";
  /** Its `status` is kept current: whether somebody is there to answer, and when they are back. */
  desk: Desk | null;
  /** The desk has an e-mail address of the customer. */
  reachable: boolean;
  /** Null until the first message: nobody is registered for merely looking. */
  customer: Person | null;
  connection: SocketState;
  /** The newest open one, else the newest, else a new one. Another object takes its place when the session starts anew. */
  conversation: LiveConversation | null;
  /** Why the desk refused, in a sentence. */
  problem?: string | undefined;
}

const CLOSED: ChatState = {
  phase: "idle",
  desk: null,
  reachable: false,
  customer: null,
  connection: "idle",
  conversation: null,
};

/** The customer's side. Nothing is requested, connected or stored before `open()`. */
export class Chat {
  /** Immutable; replaced upon every change. */
  state: ChatState = CLOSED;
  readonly #options: ChatOptions;
  readonly #sessions: SessionStore;
  readonly #owner: string;
  readonly #listeners = new Listeners();
  #line: Line | undefined;
  #watch: TeamWatch | undefined;
  /** Resolves once it is known who we are and which conversation is to be shown. */
  #restored: Promise<void> | undefined;
  #introducing: Promise<void> | undefined;
  #renewing = false;
  #renewals = 0;
  #stopListening = (): void => {};

  constructor(options: ChatOptions) {
    this.#options = options;
    this.#owner = ownerKey(options.baseUrl, options.identity, options.customerId);
    this.#sessions = new SessionStore(this.#owner, options.storage);
  }

  /** Calls `listener` after each change of `state`; conversations tell of their own changes. Returns a function that stops it. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Connects and shows the current conversation; tries again what failed. Never rejects; harmless when repeated. */
  async open(): Promise<void> {
    if (this.#line && this.state.phase === "failed") {
      this.#begin(this.#line);
      if (!this.state.desk) void this.#connect(this.#line);
    } else if (!this.#line) {
      const line = this.#newLine();
      this.#line = line;
      this.#stopListening = this.#sessions.onWrittenElsewhere(() => this.#followOtherTab(line));
      line.outbox.load();
      this.#begin(line);
      void this.#connect(line);
    }
    await this.#restored;
  }

  /** Puts a new conversation in the place of the current one; it is opened by its first message. */
  startNew(): void {
    if (!this.#line) return;
    this.#show(this.#line, null);
    this.#remember(null);
    this.#watch?.turnTo(this.#options.team).catch(() => {});
  }

  /** Sends a text in the current conversation. A `contact` is told to the desk with it. */
  send(text: string, contact?: Contact): void {
    const { conversation } = this.state;
    const { team, labels } = this.#options;
    if (!conversation) return;
    conversation.send(text, conversation.id && !contact ? undefined : { team, labels, ...contact });
    if (contact?.email) this.#reachable();
  }

  /** Tells the desk where the customer can be reached. Rejects with `ProblemError` or `OfflineError`. */
  async leaveContact(contact: Contact): Promise<void> {
    await this.#line?.api.setContact(contact);
    this.#reachable();
  }

  /** Has the current conversation sent to the customer's address. Rejects with `ProblemError` or `OfflineError`. */
  async mailTranscript(): Promise<void> {
    const id = this.state.conversation?.id;
    if (id) await this.#line?.api.mailTranscript(id);
  }

  /** The address of a file of the desk's, and what to send along to get it. */
  fileRequest(path: string): Request {
    const { baseUrl, token } = this.#line?.api ?? { baseUrl: "", token: "" };
    return new Request(`${baseUrl}/api/${path}`, {
      credentials: "omit",
      headers: { authorization: `Bearer ${token}` },
    });
  }

  /** Disconnects; unsent texts stay on the device. */
  close(): void {
    this.#stopListening();
    this.#line?.retry.stop();
    this.#line?.subscriptions.disconnect();
    this.state.conversation?.close();
    this.#line = undefined;
    this.#introducing = undefined;
    this.#renewing = false;
    this.#set(CLOSED);
  }

  #newLine(): Line {
    const { baseUrl } = this.#options;
    const api = new CustomerApi({ baseUrl, credentials: "omit" });
    const retry = new Retry();
    const onUnauthenticated = () => void this.#renew(line);
    const subscriptions = new Subscriptions({
      authorize: (socketId, channels) => api.authorizeChannels(socketId, channels),
      onUnauthenticated,
      onState: (connection) => {
        this.#set({ connection });
        if (connection !== "connected") return;
        retry.hurry();
        outbox.load();
      },
    });
    const outbox = new Outbox({
      api,
      retry,
      person: this.#owner,
      ready: () => this.#ready(line),
      onChange: () => this.state.conversation?.refreshPending(),
      onAccepted: (message) => {
        const { conversation } = this.state;
        if (conversation?.id === message.conversationId) conversation.accepted(message);
      },
      onOpened: (snapshot) => this.#opened(snapshot),
      onUnauthenticated,
    });
    const selfId = () => this.state.customer?.id;
    const line: Line = { api, retry, subscriptions, outbox, side: "customer", selfId, onUnauthenticated };
    return line;
  }

  async #connect(line: Line): Promise<void> {
    const { api, subscriptions } = line;
    try {
      const watch = new TeamWatch(line, (desk) => this.#set({ desk }));
      this.#watch = watch;
      await watch.turnTo(this.#options.team);
      const { desk } = this.state;
      if (line !== this.#line || !desk) return;
      subscriptions.connect(api.baseUrl, desk.key);
      this.#followTeam();
    } catch (error) {
      this.#failed(line, error);
    }
  }

  /** Another team's hours count once it has the conversation. Refused, the former one's are better than none. */
  #followTeam(): void {
    const team = this.state.conversation?.state.conversation?.team.id;
    const { desk } = this.state;
    if (!desk || !team || team === desk.team.id || team === this.#watch?.team) return;
    this.#watch?.turnTo(team).catch(() => {});
  }

  /** Shows what the device remembers, then asks the desk what is the case. */
  #begin(line: Line): void {
    const session = this.#sessions.read();
    const id = session ? (this.#options.conversationId ?? session.conversationId) : null;
    line.api.token = session?.token;
    const phase = id || !(session ?? this.#options.identity) ? "ready" : "opening";
    const reachable = session?.reachable ?? tellsEmail(this.#options.identity);
    this.#set({ phase, reachable, customer: session?.customer ?? null, problem: undefined });
    this.#show(line, id);
    this.#restored = this.#restore(line);
  }

  async #restore(line: Line): Promise<void> {
    try {
      if (this.#options.identity && !line.api.token) await this.#introduce(line);
      await line.outbox.loaded;
      if (line.api.token) await this.#findConversation(line);
      if (line === this.#line) this.#set({ phase: "ready" });
    } catch (error) {
      this.#failed(line, error);
    }
    line.outbox.drain();
  }

  /** The one that the host page asks for, else the newest open one, else the newest. */
  async #findConversation(line: Line): Promise<void> {
    const { conversations } = await line.retry.answer(() => line.api.conversations());
    const found =
      first(conversations, ({ id }) => id === this.#options.conversationId) ??
      first(conversations, ({ status }) => status !== "closed") ??
      conversations[0];
    if (found && line === this.#line) this.#turnTo(line, found.id);
  }

  /** What another tab of this customer does shows here too: a session begun, a conversation opened. */
  #followOtherTab(line: Line): void {
    const session = this.#sessions.read();
    if (!session || line !== this.#line) return;
    if (session.token !== line.api.token) {
      if (line.api.token) line.outbox.move(null);
      this.#begin(line);
    } else if (session.conversationId && !this.#options.conversationId)
      this.#turnTo(line, session.conversationId);
  }

  /** Shows a conversation that exists; what was written into a new one goes there. */
  #turnTo(line: Line, id: string): void {
    const { conversation } = this.state;
    if (conversation?.id === id) return;
    if (conversation?.id === null) {
      // The answer tells which one to show, here and in other tabs.
      if (line.outbox.opening) return;
      line.outbox.move(id, null);
      conversation.adopt(id);
      this.#remember(id);
    } else this.#show(line, id);
  }

  #show(line: Line, id: string | null): void {
    this.state.conversation?.close();
    const conversation = new LiveConversation(line, id);
    conversation.onChange(() => this.#followTeam());
    this.#set({ conversation });
    if (id) this.#remember(id);
  }

  #remember(conversationId: string | null): void {
    const session = this.#sessions.read();
    if (session && session.conversationId !== conversationId)
      this.#sessions.write({ ...session, conversationId });
  }

  #reachable(): void {
    const session = this.#sessions.read();
    if (session) this.#sessions.write({ ...session, reachable: true });
    this.#set({ reachable: true });
  }

  #opened(snapshot: ConversationSnapshot): void {
    const { conversation } = this.state;
    if (conversation?.id !== null) return;
    conversation.loaded(snapshot);
    this.#remember(snapshot.conversation.id);
  }

  /** Whether texts can be posted; somebody who was merely looking becomes a customer here. */
  async #ready(line: Line): Promise<boolean> {
    await this.#restored;
    try {
      if (!line.api.token) await this.#introduce(line);
    } catch (error) {
      this.#failed(line, error);
    }
    this.#followOtherTab(line);
    await this.#restored;
    return line === this.#line && line.api.token !== undefined;
  }

  /** Rejects with the desk's refusal. */
  #introduce(line: Line): Promise<void> {
    const { identity } = this.#options;
    this.#introducing ??= exclusively(`session ${this.#owner}`, async () => {
      // Another tab may have done it while this one waited.
      if (this.#sessions.read()) return this.#followOtherTab(line);
      const { token, customer } = await line.retry.answer(() =>
        line.api.createCustomer(identity ? { identity } : {}),
      );
      this.#sessions.write({ token, customer, conversationId: null, reachable: this.state.reachable });
      line.api.token = token;
      this.#set({ customer });
    }).finally(() => {
      this.#introducing = undefined;
    });
    return this.#introducing;
  }

  /** The desk does not know our session: begins a new one, and keeps what is unsent. */
  async #renew(line: Line): Promise<void> {
    const { api, outbox, retry } = line;
    if (this.#renewing || line !== this.#line) return;
    this.#renewing = true;
    // A desk that refuses every session at once must not be asked for new ones without a pause.
    await retry.pause(undefined, this.#renewals++);
    const { token } = api;
    if (line === this.#line) {
      // Unless another tab was faster.
      if (this.#sessions.read()?.token === token) this.#sessions.remove();
      outbox.move(null);
      this.#begin(line);
    }
    this.#renewing = false;
  }

  #failed(line: Line, error: unknown): void {
    if (!(error instanceof ProblemError) || line !== this.#line) return;
    if (error.status === 401 && line.api.token) line.onUnauthenticated();
    else this.#set({ phase: "failed", problem: error.detail ?? error.message });
  }

  #set(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change };
    this.#listeners.tell();
  }
}

/** Host pages replace `Array.prototype.find` now and then. */
function first(
  conversations: readonly Conversation[],
  is: (conversation: Conversation) => boolean,
): Conversation | undefined {
  for (const conversation of conversations) if (is(conversation)) return conversation;
  return undefined;
}
