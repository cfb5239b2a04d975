import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/**
 * A WebSocket client that reads its greeting and then nothing more, though it stays connected: its end of the line
 * fills up. What it says is said in unmasked-looking, truly masked frames like any client's.
 */
export class UnreadingSocket {
  readonly closed: Promise<void>;
  readonly #socket: Socket;

  /** Connects, and hands over what the greeting said. */
  static async open(url: string, key: string): Promise<{ socket: UnreadingSocket; greeting: string }> {
    const { hostname, port } = new URL(url);
    const tcp = connect(Number(port), hostname);
    const socket = new UnreadingSocket(tcp);
    tcp.write(
      [
        `GET /app/${key}?protocol=7&client=js&version=8.6.0 HTTP/1.1`,
        `Host: ${hostname}:${port}`,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
        "\r\n",
      ].join("\r\n"),
    );
    let greeting = "";
    for await (const chunk of tcp.iterator({ destroyOnReturn: false })) {
      greeting += String(chunk);
      if (greeting.includes("socket_id")) break;
    }
    return { socket, greeting };
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()));
  }

  /** Sends a text frame of at most 64 KB. */
  send(frame: object): void {
    const payload = Buffer.from(JSON.stringify(frame));
    const mask = randomBytes(4);
    const head =
      payload.length < 126
        ? [0x81, 0x80 | payload.length]
        : [0x81, 0xfe, payload.length >> 8, payload.length & 255];
    const masked = payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0));
    this.#socket.write(Buffer.concat([Buffer.from(head), mask, masked]));
  }

  /** From now on reads what comes and throws it away. */
  read(): void {
    this.#socket.resume();
  }
}
