import { Recorder } from "./recorder.ts";

interface Frame {
  readonly event: string;
  readonly channel?: string;
  /** Text, always: a frame with anything else is not understood. */
  readonly data: string;
}

/** What the program at this end is told: an event of a channel, or of the connection itself. */
export interface ApinatorEvent {
  readonly channel: string | undefined;
  readonly event: string;
  readonly data: unknown;
}

export interface ApinatorOptions {
  /** Origin of the server. */
  readonly host: string;
  readonly key: string;
  /** The backend's endpoint. */
  readonly authEndpoint: string;
  /** The Swift client puts the channel beside the data and reads members from a list. */
  readonly flavour?: "js" | "swift";
}

/** The codes after which the client never comes back, wherever it stands in its error frames. */
const FATAL_CODES = [4000, 4001, 4002, 4003, 4004];
const PONG_TIMEOUT_MS = 30_000;

/**
 * A client that behaves as Apinator's own released ones do, faults included: its activity timer is armed once and ends
 * the connection whatever comes, it never connects again, it answers no ping, and it throws at data that is not text.
 */
export class ApinatorClient implements AsyncDisposable {
  readonly told = new Recorder<ApinatorEvent>();
  /** By channel: who is there, as the snapshot and the changes since say. */
  readonly members = new Map<string, Map<string, unknown>>();
  /** How long the activity timer was set to, in ms. */
  activityTimerMs: number | undefined;
  socketId = "";
  state: "connecting" | "connected" | "disconnected" | "failed" = "connecting";
  readonly #options: ApinatorOptions;
  readonly #socket: WebSocket;
  readonly #closed = Promise.withResolvers<number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ApinatorOptions) {
    this.#options = options;
    const client = options.flavour ?? "js";
    const address = `${options.host.replace(/^http/, "ws")}/app/${options.key}`;
    this.#socket = new WebSocket(`${address}?protocol=7&client=${client}&version=1.0.0`);
    this.#socket.addEventListener("message", ({ data }) => this.#receive(JSON.parse(String(data)) as Frame));
    this.#socket.addEventListener("close", ({ code }) => {
      clearTimeout(this.#timer);
      if (this.state !== "failed") this.state = "disconnected";
      this.#closed.resolve(code);
    });
  }

  /** Settles with the close code. */
  get closed(): Promise<number> {
    return this.#closed.promise;
  }

  async connected(): Promise<void> {
    await this.told.find(({ event }) => event === "connected");
  }

  /** Asks the backend, then the server. What comes of it is `told`. */
  async subscribe(channel: string): Promise<void> {
    let authorization: object = {};
    if (/^(private|presence)-/.test(channel)) {
      const answer = await fetch(this.#options.authEndpoint, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ socket_id: this.socketId, channel_name: channel }),
      });
      if (!answer.ok) return this.#tell(channel, "subscription_error", { status: answer.status });
      authorization = (await answer.json()) as object;
    }
    if (this.#options.flavour === "swift")
      this.#send({ event: "realtime:subscribe", channel, data: JSON.stringify(authorization) });
    else this.#send({ event: "realtime:subscribe", data: JSON.stringify({ channel, ...authorization }) });
  }

  unsubscribe(channel: string): void {
    this.members.delete(channel);
    this.#send({ event: "realtime:unsubscribe", data: JSON.stringify({ channel }) });
  }

  trigger(channel: string, event: string, data: unknown): void {
    this.#send({ event, channel, data: JSON.stringify(data) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close();
    await this.closed;
  }

  #receive({ event, channel, data }: Frame): void {
    if (typeof data !== "string") throw new TypeError(`The data of ${event} is no text`);
    const parsed: unknown = parseIfJson(data);
    switch (event) {
      case "realtime:connection_established":
        this.#established(parsed as { socket_id: string; activity_timeout: number });
        break;
      case "realtime:error":
        if (FATAL_CODES.includes((parsed as { code: number }).code)) this.state = "failed";
        this.#tell(undefined, "error", parsed);
        break;
      case "realtime:subscription_succeeded":
        this.#snapshot(channel ?? "", parsed as Snapshot);
        this.#tell(channel, "subscription_succeeded", parsed);
        break;
      case "realtime:member_added":
      case "realtime:member_removed":
        this.#changed(channel ?? "", event, parsed as Member);
        this.#tell(channel, event.replace("realtime:", ""), parsed);
        break;
      default:
        this.#tell(channel, event, parsed);
    }
  }

  #established({ socket_id, activity_timeout }: { socket_id: string; activity_timeout: number }): void {
    this.socketId = socket_id;
    this.state = "connected";
    this.activityTimerMs = activity_timeout * 1000;
    this.#timer = setTimeout(() => {
      this.#send({ event: "realtime:ping", data: "{}" });
      this.#timer = setTimeout(() => this.#socket.close(), PONG_TIMEOUT_MS);
    }, this.activityTimerMs);
    this.#tell(undefined, "connected", socket_id);
  }

  #snapshot(channel: string, { presence }: Snapshot): void {
    if (!presence) return;
    const list =
      this.#options.flavour === "swift"
        ? presence.members
        : Object.entries(presence.hash).map(([user_id, user_info]) => ({ user_id, user_info }));
    // Somebody without user_info is taken for nobody.
    const present = list.filter(({ user_info }) => user_info);
    this.members.set(channel, new Map(present.map(({ user_id, user_info }) => [user_id, user_info])));
  }

  #changed(channel: string, event: string, { user_id, user_info }: Member): void {
    if (event === "realtime:member_added") this.members.get(channel)?.set(user_id, user_info);
    else this.members.get(channel)?.delete(user_id);
  }

  #send(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  #tell(channel: string | undefined, event: string, data: unknown): void {
    this.told.push({ channel, event, data });
  }
}

interface Member {
  readonly user_id: string;
  readonly user_info?: unknown;
}

interface Snapshot {
  readonly presence?: {
    readonly hash: Readonly<Record<string, unknown>>;
    readonly members: readonly Member[];
  };
}

function parseIfJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
