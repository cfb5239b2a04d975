import { backoff } from "./backoff.ts";
import { decodeFrame, encodeFrame, type Frame } from "./frame.ts";

/**
 * idle: not started, or stopped; waiting: lost, will try again by itself; offline: the same, and the device says it
 * has no network; refused: the server said not to come back.
 */
export type SocketState = "idle" | "connecting" | "connected" | "waiting" | "offline" | "refused";

export interface SocketOptions {
  /** Every frame but those that only concern liveness and the handshake. */
  onFrame(frame: Frame): void;
  /** Called upon each change of `state`; once connected, `id` is known. */
  onState(state: SocketState): void;
  /** Silence after which the server is asked for a sign of life, in ms. */
  quietMs?: number | undefined;
  /** How long that sign may take, in ms. */
  answerMs?: number | undefined;
}

const QUIET_MS = 30_000;
const ANSWER_MS = 10_000;
/** A connection that held for so long starts the backoff from its beginning again. */
const STABLE_MS = 10_000;
/** What a server at its limit (4100–4199) is spared on top of the backoff. */
const MERCY_MS = 2_000;
/** Silence after which a page that wakes up doubts its connection: networks change behind a closed lid. */
const DOUBT_MS = 2_000;

const WAKING_EVENTS = ["online", "focus", "pageshow", "visibilitychange"];

const PREFIX = "realtime:";
const PUSHER = /^pusher(_internal)?:/;

const { WebSocket } = globalThis;

/** One WebSocket kept alive: it comes back by itself until it is told to stop or the server refuses it. */
export class Socket {
  state: SocketState = "idle";
  /** The server's name for this connection, what channel signatures are bound to. Empty unless connected. */
  id = "";
  readonly #options: SocketOptions;
  #url = "";
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #connectedAt = 0;
  #heardAt = 0;
  /** A sign of life was asked for, and none has come yet. */
  #doubted = false;
  /** How system events are called in the dialect of the app's key; inside they are `realtime:…` in either. */
  #prefix = PREFIX;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  /** Starts, also after a refusal; `url` is a ws: or wss: address. Harmless while it runs. */
  connect(url: string): void {
    if (this.state !== "idle" && this.state !== "refused") return;
    this.#url = url;
    for (const event of WAKING_EVENTS) globalThis.addEventListener?.(event, this.#wake);
    globalThis.addEventListener?.("pagehide", this.#hide);
    this.#open();
  }

  /** Stops until `connect` is called. */
  disconnect(): void {
    this.#stop("idle");
  }

  /** Sends a frame; false when there is no connection to send it on. */
  send(event: string, data: unknown, channel?: string): boolean {
    if (this.state !== "connected") return false;
    this.#socket?.send(encodeFrame(event.replace(PREFIX, this.#prefix), data, channel));
    return true;
  }

  #open(): void {
    this.#drop();
    this.#timer = setTimeout(() => this.#lost(0), QUIET_MS);
    let socket: WebSocket;
    try {
      socket = this.#socket = new WebSocket(this.#url);
    } catch {
      // Some browsers throw when a content security policy forbids the address.
      this.#lost(0);
      return;
    }
    // Some proxies replace the close code, so the error frame before it counts as well.
    let errorCode = 0;
    socket.addEventListener("message", ({ data }) => {
      const frame = decodeFrame(data);
      if (socket !== this.#socket || !frame) return;
      if (PUSHER.test(frame.event)) {
        this.#prefix = "pusher:";
        frame.event = frame.event.replace(PUSHER, PREFIX);
      }
      if (frame.event === "realtime:error") errorCode = Number(frame.data["code"]);
      this.#hear(frame);
    });
    socket.addEventListener("close", ({ code }) => {
      if (socket === this.#socket) this.#lost(code >= 4000 ? code : errorCode);
    });
    // Last: whoever is told may disconnect at once.
    this.#setState("connecting");
  }

  #hear(frame: Frame): void {
    const { event } = frame;
    this.#heardAt = Date.now();
    this.#watch();
    if (event === "realtime:connection_established") {
      this.id = String(frame.data["socket_id"]);
      this.#connectedAt = this.#heardAt;
      this.#setState("connected");
    } else if (event === "realtime:ping") this.send("realtime:pong", {});
    else if (event !== "realtime:pong") this.#options.onFrame(frame);
  }

  /** Asks for a sign of life once the server has been quiet for long. */
  #watch(): void {
    this.#doubted = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#probe, this.#options.quietMs ?? QUIET_MS);
  }

  #probe = (): void => {
    this.#doubted = true;
    clearTimeout(this.#timer);
    this.send("realtime:ping", {});
    this.#timer = setTimeout(() => this.#lost(0), this.#options.answerMs ?? ANSWER_MS);
  };

  /** The ranges of `protocol/errors.ts`: 4000s never come back as they are, 4100s after a pause, all others at once. */
  #lost(code: number): void {
    if (code >= 4000 && code < 4100) {
      this.#stop("refused");
      return;
    }
    if (this.state === "connected" && Date.now() - this.#connectedAt > STABLE_MS) this.#attempt = 0;
    this.#drop();
    const mercy = code >= 4100 && code < 4200 ? MERCY_MS : 0;
    this.#timer = setTimeout(() => this.#open(), mercy + backoff(this.#attempt++));
    this.#setState((globalThis.navigator?.onLine ?? true) ? "waiting" : "offline");
  }

  #wake = ({ type }: Event): void => {
    if (type === "visibilitychange" && globalThis.document?.hidden) return;
    if (this.state === "waiting" || this.state === "offline") this.#open();
    // Who is asked already is not given more time, however often somebody looks.
    else if (this.state === "connected" && !this.#doubted && Date.now() - this.#heardAt > DOUBT_MS)
      this.#probe();
  };

  /** An open WebSocket keeps a page out of the browser's back/forward cache; `pageshow` brings it back. */
  #hide = (): void => {
    this.#drop();
    this.#setState("waiting");
  };

  #stop(state: SocketState): void {
    for (const event of WAKING_EVENTS) globalThis.removeEventListener?.(event, this.#wake);
    globalThis.removeEventListener?.("pagehide", this.#hide);
    this.#drop();
    this.#attempt = 0;
    this.#setState(state);
  }

  #drop(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    this.id = "";
    socket?.close();
  }

  #setState(state: SocketState): void {
    if (state === this.state) return;
    this.state = state;
    this.#options.onState(state);
  }
}
