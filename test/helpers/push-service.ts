import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { type AddressInfo } from "node:net";
import { importJWK, jwtVerify } from "jose";
import type { PushPayload, PushSubscriptionInput } from "../../src/protocol/notifications.ts";
import { PushBrowser } from "./push-browser.ts";

const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8");

/** Vouches for `localhost` and 127.0.0.1, and is made public with its key: trust it in tests alone. */
export const PUSH_CERTIFICATE = fixture("push-service.crt");

/** A message as it came, after its sender was found to be who they say and before it went to its browser. */
export interface ReceivedPush {
  /** The last part of the address: which browser it is for. */
  readonly name: string;
  readonly ttl: number;
  readonly urgency: string | undefined;
  readonly topic: string | undefined;
  /** What the sender says of themselves (RFC 8292). */
  readonly claims: { readonly sub?: string; readonly aud?: unknown; readonly exp?: number };
  /** The key that the sender proved to have, as base64url. */
  readonly key: string;
  readonly payload: PushPayload;
}

/**
 * A push service with its browsers, as real as one gets on one machine: it speaks TLS, checks the signature of whoever
 * sends, and its browsers decrypt what was meant for them. Hold it with `await using`.
 */
export class PushService implements AsyncDisposable {
  readonly received: ReceivedPush[] = [];
  /** The status that is answered; the message is taken when it is 201. */
  answer: (name: string) => number | Promise<number> = () => 201;
  /** Told of each request before it is answered. */
  onRequest: (name: string) => void = () => {};
  readonly #server: Server;
  readonly #browsers = new Map<string, PushBrowser>();
  #waiting: (() => void)[] = [];

  private constructor() {
    this.#server = createServer(
      { key: fixture("push-service.key"), cert: PUSH_CERTIFICATE },
      (request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
          const headers = request.headers as Record<string, string | undefined>;
          this.#take(request.url ?? "", headers, Buffer.concat(chunks)).then(
            (status) => response.writeHead(status).end(),
            (error: unknown) => response.writeHead(400).end(String(error)),
          );
        });
      },
    );
  }

  static async open(): Promise<PushService> {
    const service = new PushService();
    await new Promise<void>((resume) => service.#server.listen(0, "127.0.0.1", resume));
    return service;
  }

  get origin(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  endpoint(name: string): string {
    return `${this.origin}/push/${name}`;
  }

  /** A browser of this service takes messages from now on. */
  subscribe(name: string): PushSubscriptionInput {
    const browser = new PushBrowser();
    this.#browsers.set(name, browser);
    return browser.subscription(this.endpoint(name));
  }

  /** The first `count` messages, when there are as many. */
  async pushes(count: number): Promise<readonly ReceivedPush[]> {
    while (this.received.length < count) await new Promise<void>((resume) => this.#waiting.push(resume));
    return this.received.slice(0, count);
  }

  /** Throws for whatever a push service or its browser would refuse. */
  async #take(url: string, headers: Record<string, string | undefined>, body: Buffer): Promise<number> {
    const name = url.slice(url.lastIndexOf("/") + 1);
    this.onRequest(name);
    const [, token = "", key = ""] = /^vapid t=(\S+), k=(\S+)$/.exec(headers["authorization"] ?? "") ?? [];
    const { payload: claims } = await jwtVerify(token, await publicKey(key), { audience: this.origin });
    if (headers["content-encoding"] !== "aes128gcm") throw new Error("Not encrypted as RFC 8291 says");
    const browser = this.#browsers.get(name);
    if (!browser) return 404;
    const payload = browser.read(body);
    const status = await this.answer(name);
    if (status === 201) {
      const { ttl, urgency, topic } = headers;
      this.received.push({ name, ttl: Number(ttl), urgency, topic, claims, key, payload });
    }
    for (const resume of this.#waiting.splice(0)) resume();
    return status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resume) => this.#server.close(resume));
  }
}

/** A point of P-256 as 65 bytes: a 4, x and y. */
async function publicKey(key: string) {
  const bytes = Buffer.from(key, "base64url");
  const [x, y] = [bytes.subarray(1, 33), bytes.subarray(33)].map((half) => half.toString("base64url"));
  return await importJWK({ kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" }, "ES256");
}
