import type { Problem } from "../../src/protocol/errors.ts";

/** What came back, whatever it was: refusals are answers here, not errors. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  /** The stable code of a refusal; undefined for anything that is not problem details. */
  readonly code: Problem["code"] | undefined;
}

/** One person's way to the HTTP API: a customer's token or an agent's cookie, or nothing. */
export class Api {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#url = url;
    this.#headers = headers;
  }

  /** The headers that say who asks. */
  get credentials(): Readonly<Record<string, string>> {
    return this.#headers;
  }

  /** The same person, through another address. */
  via(url: string): Api {
    return new Api(url, this.#headers);
  }

  /** Sends `body` as JSON, if there is one. */
  request<Body>(method: string, path: string, body?: unknown): Promise<Answer<Body>> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return this.send(method, path, text, text === undefined ? {} : { "content-type": "application/json" });
  }

  /** Sends exactly these bytes and headers. */
  async send<Body>(
    method: string,
    path: string,
    body: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer<Body>> {
    const init: RequestInit = { method, headers: { ...this.#headers, ...headers }, redirect: "manual" };
    if (body !== undefined) init.body = body;
    const response = await fetch(this.#url + path, init);
    const text = await response.text();
    const type = response.headers.get("content-type") ?? "";
    const parsed = /json/.test(type) && text !== "" ? JSON.parse(text) : text;
    const code = type.startsWith("application/problem+json") ? parsed.code : undefined;
    return { status: response.status, headers: response.headers, body: parsed, code };
  }

  /** As `request`, for when a refusal would be a fault of the test's: throws it. */
  async expect<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.request<Body>(method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}
