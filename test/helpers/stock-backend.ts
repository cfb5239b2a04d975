import Pusher from "pusher";
import type { OutsideAppKeys } from "./outside-app.ts";
import { Recorder } from "./recorder.ts";
import type { App } from "./start-app.ts";

/**
 * The backend of a program that was written for Pusher: its endpoints for authorisation, for signing in and for
 * webhooks, made with the stock server library.
 */
export class StockBackend implements AsyncDisposable {
  readonly library: Pusher;
  /** What webhooks told, if the library believed them. */
  readonly webhooks = new Recorder<ReturnType<Pusher.WebHook["getEvents"]>[number]>();
  readonly #server: Bun.Server<undefined>;

  /** Channels that nobody may join. */
  readonly closedChannels = new Set<string>();
  /** What users tell of themselves, and whom they watch. */
  readonly profiles = new Map<string, object>();

  constructor(app: App, keys: OutsideAppKeys) {
    const { hostname, port } = new URL(app.url);
    this.library = new Pusher({
      appId: keys.id,
      ...keys.pusher,
      host: hostname,
      port,
      useTLS: false,
      encryptionMasterKeyBase64: Buffer.alloc(32, "a master key of these tests").toString("base64"),
    });
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      routes: {
        "/pusher/auth": { POST: (request) => this.#authorize(request) },
        "/pusher/user-auth": { POST: (request) => this.#signIn(request) },
        "/webhooks": { POST: (request) => this.#receive(request) },
      },
    });
    app.beforeStop(this);
  }

  get url(): string {
    return this.#server.url.origin;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop(true);
  }

  /** The user stands in a parameter, where a real backend would read its session. */
  async #authorize(request: Request): Promise<Response> {
    const text = await formOf(request);
    const channel = text("channel_name");
    if (this.closedChannels.has(channel)) return new Response("Forbidden", { status: 403 });
    const since = text("since");
    const data = channel.startsWith("presence-")
      ? this.#member(text("user"))
      : since && { since: Number(since) };
    // The library's types know of the data of presence channels only; it signs any.
    return Response.json(
      this.library.authorizeChannel(
        text("socket_id"),
        channel,
        (data || undefined) as Pusher.PresenceChannelData | undefined,
      ),
    );
  }

  #member(user: string): Pusher.PresenceChannelData {
    return { user_id: user, user_info: { name: user } };
  }

  async #signIn(request: Request): Promise<Response> {
    const text = await formOf(request);
    const user = text("user");
    const profile = { id: user, user_info: { name: user }, ...this.profiles.get(user) };
    return Response.json(this.library.authenticateUser(text("socket_id"), profile));
  }

  async #receive(request: Request): Promise<Response> {
    const webhook = this.library.webhook({
      headers: Object.fromEntries(request.headers),
      rawBody: await request.text(),
    });
    if (!webhook.isValid()) return new Response("Unauthorized", { status: 401 });
    for (const event of webhook.getEvents()) this.webhooks.push(event);
    return new Response();
  }
}

/** pusher-js sends forms. */
async function formOf(request: Request): Promise<(name: string) => string> {
  const form = new URLSearchParams(await request.text());
  return (name) => form.get(name) ?? "";
}
