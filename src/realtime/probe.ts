import type { Engine } from "./engine.ts";
import type { Entry, Wire } from "./ports.ts";
import { sign } from "./signature.ts";

/** How a probe gets in: an app's key, and a channel whose audience allows it. */
export interface ProbeChannel {
  readonly key: string;
  readonly secret: string;
  readonly channel: string;
  readonly userId: string;
}

/**
 * A subscriber inside the process, who comes, waits for one text and goes. It takes the way that every socket takes, so
 * what reaches it would have reached a customer.
 */
export class Probe {
  readonly #way: ProbeChannel;
  readonly #wire: Wire;
  readonly #frames: string[] = [];
  #heard: () => void = () => {};
  #closed = false;
  readonly #peer: ReturnType<Engine<Entry>["accept"]>;

  constructor(engine: Pick<Engine<Entry>, "accept">, way: ProbeChannel) {
    this.#way = way;
    const end = () => {
      this.#closed = true;
      this.#heard();
    };
    this.#wire = {
      sendText: (text) => {
        this.#frames.push(text);
        this.#heard();
        return text.length;
      },
      getBufferedAmount: () => 0,
      ping: () => this.#peer.receivedPong(),
      close: end,
      terminate: end,
      cork: (write) => write(),
    };
    const query = { protocol: "7", client: "probe", version: null };
    this.#peer = engine.accept(this.#wire, { key: way.key, query, origin: undefined }, { evenIfFull: true });
  }

  /** Settles when a frame that holds `text` has come; false when it did not come within `ms`, or can't any more. */
  async hears(text: string, ms: number): Promise<boolean> {
    const until = performance.now() + ms;
    while (!this.#frames.some((frame) => frame.includes(text))) {
      const left = until - performance.now();
      if (left <= 0 || this.#closed) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#heard = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return true;
  }

  /** Asks for the channel, with a signature as any client brings one. */
  subscribe(): void {
    const { key, secret, channel, userId } = this.#way;
    const socketId = /"socket_id\\":\\"([\d.]+)/.exec(this.#frames[0] ?? "")?.[1] ?? "";
    const channelData = JSON.stringify({ user_id: userId });
    const auth = `${key}:${sign(secret, `${socketId}:${channel}:${channelData}`)}`;
    const data = JSON.stringify({ channel, auth, channel_data: channelData });
    this.#peer.receive(JSON.stringify({ event: "realtime:subscribe", data }));
  }

  leave(): void {
    this.#peer.closed(true);
  }
}
