import type { Socket } from "bun";

// A WebSocket client with nothing in it that a measurement doesn't need: one handler object for all sockets, no
// events, no text decoding, and masking with zeros, which leaves the payload as it is.

const FIN_TEXT = 0x81;
const PONG = new Uint8Array([0x8a, 0x80, 0, 0, 0, 0]);
const MASKED = 0x80;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const [TEXT, CLOSE, PING] = [0x1, 0x8, 0x9];
const HANDSHAKE_END = Buffer.from("\r\n\r\n");

/** Told of each text frame: its payload is `chunk` from `start` to `end`, and is valid during the call only. */
export type OnText = (socket: RawSocket, chunk: Buffer, start: number, end: number) => void;

/** A client's masked text frame. */
export function textFrame(text: string): Uint8Array {
  const payload = Buffer.from(text);
  const header =
    payload.length < LENGTH_16
      ? [FIN_TEXT, MASKED | payload.length]
      : [FIN_TEXT, MASKED | LENGTH_16, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from([...header, 0, 0, 0, 0]), payload]);
}

/** One upgraded connection. */
export class RawSocket {
  onText: OnText = () => {};
  onClose: () => void = () => {};
  readonly #socket: Socket<Handler>;
  #open = true;

  /** Connects and upgrades; frames that come with the handshake reach `onText` already. Throws what goes wrong. */
  static open(port: number, path: string, onText: OnText): Promise<RawSocket> {
    return new Promise((resolve, reject) => {
      const data = new Handler(path, onText, resolve, reject);
      Bun.connect({ hostname: "127.0.0.1", port, data, socket: HANDLERS }).catch(reject);
    });
  }

  constructor(socket: Socket<Handler>, onText: OnText) {
    this.#socket = socket;
    this.onText = onText;
  }

  /** Sends frames made by `textFrame`. Throws when the server doesn't read: the load is too high then. */
  send(frame: Uint8Array): void {
    if (this.#open && this.#socket.write(frame) < frame.length)
      throw new Error("The server took no more of what was sent");
  }

  /** Drops the connection. */
  close(): void {
    this.#open = false;
    this.#socket.terminate();
  }

  closed(): void {
    if (!this.#open) return;
    this.#open = false;
    this.onClose();
  }
}

class Handler {
  readonly path: string;
  readonly #onText: OnText;
  readonly #resolve: (socket: RawSocket) => void;
  readonly #reject: (error: Error) => void;
  #raw: RawSocket | undefined;
  #rest: Buffer | undefined;

  constructor(
    path: string,
    onText: OnText,
    resolve: (socket: RawSocket) => void,
    reject: (error: Error) => void,
  ) {
    this.path = path;
    this.#onText = onText;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  data(socket: Socket<Handler>, chunk: Buffer): void {
    const buffer = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = undefined;
    const at = this.#raw ? 0 : this.#readHandshake(socket, buffer);
    const read = this.#raw ? this.#readFrames(socket, this.#raw, buffer, at) : 0;
    // A copy: the chunk's memory is not ours once this returns.
    if (read < buffer.length) this.#rest = Buffer.from(buffer.subarray(read));
  }

  closed(): void {
    if (this.#raw) this.#raw.closed();
    else this.#reject(new Error("The server closed during the handshake"));
  }

  #readHandshake(socket: Socket<Handler>, buffer: Buffer): number {
    const end = buffer.indexOf(HANDSHAKE_END);
    if (end === -1) return 0;
    if (!buffer.subarray(0, end).includes(" 101 ")) {
      socket.terminate();
      this.#reject(new Error(`The server refused: ${buffer.toString("latin1", 0, 60)}`));
      return 0;
    }
    this.#raw = new RawSocket(socket, this.#onText);
    this.#resolve(this.#raw);
    return end + HANDSHAKE_END.length;
  }

  /** Returns where the first incomplete frame begins. */
  #readFrames(socket: Socket<Handler>, raw: RawSocket, buffer: Buffer, from: number): number {
    let at = from;
    while (at + 2 <= buffer.length) {
      const opcode = (buffer[at] ?? 0) & 0x0f;
      let length = (buffer[at + 1] ?? 0) & 0x7f;
      let start = at + 2;
      if (length === LENGTH_16) {
        if (start + 2 > buffer.length) break;
        length = buffer.readUInt16BE(start);
        start += 2;
      } else if (length === LENGTH_64) {
        if (start + 8 > buffer.length) break;
        length = Number(buffer.readBigUInt64BE(start));
        start += 8;
      }
      const end = start + length;
      if (end > buffer.length) break;
      if (opcode === TEXT) raw.onText(raw, buffer, start, end);
      else if (opcode === PING) socket.write(PONG);
      else if (opcode === CLOSE) socket.terminate();
      at = end;
    }
    return at;
  }
}

const HANDLERS = {
  open(socket: Socket<Handler>) {
    socket.write(
      `GET ${socket.data.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    );
  },
  data: (socket: Socket<Handler>, chunk: Buffer) => socket.data.data(socket, chunk),
  close: (socket: Socket<Handler>) => socket.data.closed(),
  error: (socket: Socket<Handler>) => socket.data.closed(),
};
