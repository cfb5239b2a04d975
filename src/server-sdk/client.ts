import type { Dialect } from "../protocol/app-settings.ts";
import { isReservedEvent } from "../protocol/codec.ts";
import {
  authorizeChannel,
  authorizeUser,
  type ChannelAuthorization,
  checkChannel,
  checkSocketId,
  type PresenceData,
  type UserAuthorization,
  type UserData,
} from "./authorization.ts";
import {
  type ChannelApiOptions,
  type ChannelApiRequest,
  callChannelApi,
  type JsonObject,
} from "./channel-api.ts";
import {
  type ChannelInfo,
  type InfoAttribute,
  readChannel,
  readChannels,
  readUsers,
} from "./channel-info.ts";
import { DeskbellError } from "./deskbell-error.ts";
import { jsonText } from "./json-text.ts";
import { readWebhook, WEBHOOK_TOLERANCE_S, type Webhook, type WebhookRequest } from "./webhook.ts";

export type { ChannelAuthorization, PresenceData, UserAuthorization, UserData } from "./authorization.ts";
export type { ChannelInfo, InfoAttribute } from "./channel-info.ts";
export { DeskbellError, type DeskbellErrorCode } from "./deskbell-error.ts";
export type { Webhook, WebhookEvent, WebhookRequest } from "./webhook.ts";

/** Which app the backend speaks for, and where its server is. */
export interface ClientOptions {
  appId: string;
  key: string;
  /** Stays on the backend: whoever has it may join and publish anything. */
  secret: string;
  /** The server's address, such as `https://chat.example.com`. Without a scheme it is https, on this machine http. */
  host?: string;
  /** How requests are signed. Either way works with every key; the default is `apinator`. */
  dialect?: Dialect;
  /** How long an answer may take, in ms; 10,000 by default. */
  timeoutMs?: number;
}

export interface TriggerOptions {
  /** The socket that caused the event and is not told. */
  socketId?: string;
  /** The same key again within ten minutes publishes nothing, so that a call may be repeated when no answer came. */
  idempotencyKey?: string;
}

/** One event of a batch. */
export interface BatchEvent {
  channel: string;
  event: string;
  /** Anything JSON knows; a string is sent as it is. */
  data: unknown;
  socketId?: string;
}

/** Where `npm start` listens. */
const DEFAULT_HOST = "http://127.0.0.1:3000";
const TIMEOUT_MS = 10_000;
const TIMEOUT_MAX_MS = 2 ** 31 - 1;

const CHANNELS_MAX = 100;
const BATCH_MAX = 10;
const EVENT_NAME_MAX = 200;

/**
 * The backend's side of an app: lets sockets onto channels, publishes, looks, and verifies webhooks. Everything
 * throws `DeskbellError`, the asynchronous ones by rejecting.
 */
export class Client {
  readonly #api: ChannelApiOptions;

  constructor(options: ClientOptions) {
    const { appId, key, secret, host = DEFAULT_HOST, dialect = "apinator", timeoutMs = TIMEOUT_MS } = options;
    for (const [name, value] of Object.entries({ appId, key, secret }))
      if (typeof value !== "string" || value === "") throw invalid(`new Client needs ${name}: a text`);
    // What a timer can't hold, an endless time too, would end every request at once.
    if (!Number.isInteger(timeoutMs) || timeoutMs <= 0 || timeoutMs > TIMEOUT_MAX_MS)
      throw invalid(`timeoutMs is a whole number from 1 to ${TIMEOUT_MAX_MS}`);
    this.#api = {
      origin: originOf(host),
      appId,
      credentials: { key, secret },
      dialect,
      timeoutMs,
    };
  }

  /**
   * Lets a socket onto a private or presence channel; send what it returns to the browser as JSON. Decide first
   * whether this user may join. `data` is signed along: on a presence channel `{ user_id, user_info? }`, elsewhere
   * optional. Answers at once.
   */
  authenticate(
    socketId: string,
    channel: string,
    data?: PresenceData | Record<string, unknown> | string,
  ): ChannelAuthorization {
    return authorizeChannel(this.#api.credentials, socketId, channel, data);
  }

  /** Vouches for who is at the other end of a socket; send what it returns to the browser as JSON. */
  authenticateUser(socketId: string, user: UserData): UserAuthorization {
    return authorizeUser(this.#api.credentials, socketId, user);
  }

  /**
   * Publishes an event on one channel or on up to 100. `data` is anything JSON knows; a string is sent as it is. Of two
   * calls, the second made after the first was answered, every subscriber sees the first one first.
   */
  async trigger(
    channel: string | readonly string[],
    event: string,
    data: unknown,
    { socketId, idempotencyKey }: TriggerOptions = {},
  ): Promise<void> {
    const channels = typeof channel === "string" ? [channel] : channel;
    checkCount(channels, CHANNELS_MAX, "channels");
    for (const name of channels) checkTarget(name);
    await this.#post("/events", {
      ...(typeof channel === "string" ? { channel } : { channels }),
      ...eventBody(event, data, socketId),
      idempotency_key: idempotencyKey,
    });
  }

  /** Publishes up to ten events in their order: all of them or, when one is refused, none. */
  async triggerBatch(
    events: readonly BatchEvent[],
    { idempotencyKey }: Pick<TriggerOptions, "idempotencyKey"> = {},
  ): Promise<void> {
    checkCount(events, BATCH_MAX, "events of a batch");
    const batch = events.map(({ channel, event, data, socketId }) => {
      checkTarget(channel);
      return { channel, ...eventBody(event, data, socketId) };
    });
    await this.#post("/batch_events", { batch, idempotency_key: idempotencyKey });
  }

  /** The channels that somebody is subscribed to, by `prefix` if given. `user_count` needs the prefix `presence-`. */
  async channels(options: { prefix?: string; info?: readonly InfoAttribute[] } = {}): Promise<ChannelInfo[]> {
    const query = {
      ...(options.prefix === undefined ? {} : { filter_by_prefix: options.prefix }),
      ...infoQuery(options.info),
    };
    return readChannels(await this.#get("/channels", query));
  }

  /** One channel, occupied or not. */
  async channel(
    name: string,
    { info }: { info?: readonly InfoAttribute[] } = {},
  ): Promise<ChannelInfo & { occupied: boolean }> {
    checkChannel(name);
    try {
      return readChannel(name, await this.#get(`/channels/${encodeURIComponent(name)}`, infoQuery(info)));
    } catch (error) {
      // Apinator has no other word for a channel on which nobody is.
      if (error instanceof DeskbellError && error.code === "not-found") return { name, occupied: false };
      throw error;
    }
  }

  /** The ids of the users on a presence channel. */
  async users(channel: string): Promise<string[]> {
    checkChannel(channel);
    return readUsers(await this.#get(`/channels/${encodeURIComponent(channel)}/users`, {}));
  }

  /** Closes every connection on which this user is signed in, for good: the clients don't come back by themselves. */
  async terminateConnections(userId: string): Promise<void> {
    if (typeof userId !== "string" || userId === "") throw invalid("A user's id is a text that is not empty");
    await this.#post(`/users/${encodeURIComponent(userId)}/terminate_connections`, {});
  }

  /**
   * Verifies that a request is the server's own and returns what it tells. The body must be as it came, unparsed.
   * `toleranceSeconds` is how old a signed time may be, 300 by default. Throws `DeskbellError` `webhook-…`: answer 401.
   */
  webhook(request: WebhookRequest, { toleranceSeconds = WEBHOOK_TOLERANCE_S } = {}): Webhook {
    return readWebhook(this.#api.credentials, request, toleranceSeconds, Date.now());
  }

  #get(path: string, query: Record<string, string>): Promise<JsonObject> {
    return this.#call({ method: "GET", path, query });
  }

  #post(path: string, body: object): Promise<JsonObject> {
    return this.#call({ method: "POST", path, query: {}, body });
  }

  #call(request: ChannelApiRequest): Promise<JsonObject> {
    return callChannelApi(this.#api, request);
  }
}

function originOf(host: string): string {
  const local = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host);
  const address = /^https?:\/\//.test(host) ? host : `${local ? "http" : "https"}://${host}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.pathname !== "/" || url.search !== "" || url.hash !== "")
    throw invalid(`${JSON.stringify(host)} is not a host: give an address such as https://chat.example.com`);
  return url.origin;
}

function checkCount(list: readonly unknown[], max: number, what: string): void {
  if (!Array.isArray(list) || list.length === 0 || list.length > max)
    throw invalid(`The ${what} are an array of 1 to ${max}`);
}

function checkTarget(channel: string): void {
  // One user's own channel is a name that only the server may publish on.
  if (typeof channel === "string" && channel.startsWith("#server-to-user-")) return;
  checkChannel(channel);
  if (channel.startsWith("private-encrypted-"))
    throw invalid("This SDK does not encrypt, so it can't publish on an encrypted channel");
}

function eventBody(event: string, data: unknown, socketId: string | undefined) {
  if (typeof event !== "string" || event === "" || event.length > EVENT_NAME_MAX)
    throw invalid(`An event's name is a text of 1 to ${EVENT_NAME_MAX} characters`);
  if (isReservedEvent(event)) throw invalid(`${event}: names that begin so belong to the server`);
  const text = typeof data === "string" ? data : jsonText(data, "The data of an event");
  if (socketId !== undefined) checkSocketId(socketId);
  return { name: event, data: text, socket_id: socketId };
}

function infoQuery(info: readonly InfoAttribute[] | undefined): Record<string, string> {
  return info === undefined || info.length === 0 ? {} : { info: info.join(",") };
}

function invalid(message: string): DeskbellError {
  return new DeskbellError("invalid-argument", message);
}
