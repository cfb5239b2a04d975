import type { Socket } from "bun";

/** An answer of the server. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

const HEADERS_END = "\r\n\r\n";

/** One kept-alive HTTP connection with one request under way at a time, as cheap as a client can be. */
export class HttpConnection {
  #socket: Socket<HttpConnection> | undefined;
  #received = "";
  #resolve: ((answer: Answer) => void) | undefined;
  #reject: ((error: Error) => void) | undefined;

  /** Connects. Throws when nobody listens. */
  static async open(port: number): Promise<HttpConnection> {
    const connection = new HttpConnection();
    connection.#socket = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      data: connection,
      socket: HANDLERS,
    });
    return connection;
  }

  /** Posts JSON text. Rejects when the connection breaks. */
  post(path: string, token: string, json: string): Promise<Answer> {
    // Everything we send is ASCII, so that characters are bytes.
    return this.#request(
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${json.length}\r\n\r\n${json}`,
    );
  }

  get(path: string): Promise<Answer> {
    return this.#request(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  }

  close(): void {
    this.#socket?.terminate();
  }

  data(chunk: Buffer): void {
    this.#received += chunk.toString("latin1");
    const headersEnd = this.#received.indexOf(HEADERS_END);
    if (headersEnd === -1) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.#received)?.[1];
    const bodyStart = headersEnd + HEADERS_END.length;
    if (length === undefined || this.#received.length < bodyStart + Number(length)) return;
    const answer = { status: Number(this.#received.slice(9, 12)), body: this.#received.slice(bodyStart) };
    this.#received = "";
    this.#resolve?.(answer);
  }

  closed(): void {
    this.#reject?.(new Error("The server closed the connection"));
  }

  #request(text: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      const written = this.#socket?.write(text);
      if (written !== text.length) reject(new Error(`The server took ${written} of ${text.length} bytes`));
    });
  }
}

const HANDLERS = {
  data: (socket: Socket<HttpConnection>, chunk: Buffer) => socket.data.data(chunk),
  close: (socket: Socket<HttpConnection>) => socket.data.closed(),
  error: (socket: Socket<HttpConnection>) => socket.data.closed(),
};
