import type { Dialect } from "../../src/protocol/app-settings.ts";
import { Client, DeskbellError, type WebhookEvent } from "../../src/server-sdk/client.ts";
import type { OutsideAppKeys } from "./outside-app.ts";
import { Recorder } from "./recorder.ts";
import type { App } from "./start-app.ts";

/** A backend written on our server SDK, for browsers that ask for authorisation in JSON. */
export class SdkBackend implements AsyncDisposable {
  readonly sdk: Client;
  /** What webhooks told. */
  readonly webhooks = new Recorder<WebhookEvent>();
  /** Why webhooks were not believed. */
  readonly refused = new Recorder<string>();
  /** Channels that nobody may join. */
  readonly closedChannels = new Set<string>();
  readonly #server: Bun.Server<undefined>;

  constructor(app: App, keys: OutsideAppKeys, dialect: Dialect = "apinator") {
    this.sdk = new Client({ appId: keys.id, ...keys[dialect], host: app.url, dialect });
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      routes: {
        "/webhooks": { POST: (request) => this.#receive(request) },
        "/auth/:user": { POST: (request) => this.#authorize(request, request.params.user) },
      },
    });
    app.beforeStop(this);
  }

  get url(): string {
    return this.#server.url.origin;
  }

  /** The endpoint of one user's browser: where a real backend would read its session. */
  authEndpoint(user: string): string {
    return `${this.url}/auth/${user}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }

  async #authorize(request: Request, user: string): Promise<Response> {
    const { socket_id, channel_name } = (await request.json()) as { socket_id: string; channel_name: string };
    if (this.closedChannels.has(channel_name)) return new Response("Forbidden", { status: 403 });
    const data = channel_name.startsWith("presence-")
      ? { user_id: user, user_info: { name: user } }
      : undefined;
    return Response.json(this.sdk.authenticate(socket_id, channel_name, data));
  }

  async #receive(request: Request): Promise<Response> {
    try {
      const { events } = this.sdk.webhook({ headers: request.headers, body: await request.text() });
      for (const event of events) this.webhooks.push(event);
      return new Response();
    } catch (error) {
      if (!(error instanceof DeskbellError)) throw error;
      this.refused.push(error.code);
      return new Response(error.message, { status: 401 });
    }
  }
}
