import type { Dialect } from "../../protocol/app-settings.ts";
import { channelKind } from "../../protocol/channels.ts";
import type { HostedApp, HostedChannels } from "../../realtime/hosted-app.ts";
import { channelInfo, readInfo } from "./channel-info.ts";
import type { Idempotency } from "./idempotency.ts";
import { IDEMPOTENCY_KEY_MAX, type PublishRequest, readBatch, readEvent } from "./publish.ts";
import { PublishAllowance } from "./publish-allowance.ts";
import { ChannelApiRefusal, refusalResponse } from "./refusal.ts";
import { dialectOf, type RawRequest, verifySignature } from "./signed-request.ts";

/** A batch of ten events of the largest kind, escaped. */
const BODY_MAX_BYTES = 1024 * 1024;

/** What the channel API is built on. */
export interface ChannelApiParts {
  readonly app: (id: string) => { app: HostedApp; channels: HostedChannels } | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  /** Answers that are given again. */
  readonly idempotency: Idempotency;
}

interface Call extends RawRequest {
  readonly app: HostedApp;
  readonly channels: HostedChannels;
  readonly dialect: Dialect;
}

/** Answers a call, given what its path captured. */
type Handler = (call: Call, captured: string) => object;

/**
 * The HTTP API with which the backends of outside apps publish and look. Both dialects share the paths; how a
 * request was signed tells which one answers. Undefined for requests that are not under `/apps/`.
 */
export function channelApi(parts: ChannelApiParts): (request: Request) => Promise<Response> {
  const { idempotency } = parts;
  const allowance = new PublishAllowance(parts.now);
  const routes: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
    ["POST", /^\/events$/, (call) => publish(call, { idempotency, allowance }, readEvent)],
    ["POST", /^\/batch_events$/, (call) => publish(call, { idempotency, allowance }, readBatch)],
    ["GET", /^\/channels$/, listChannels],
    ["GET", /^\/channels\/([^/]+)$/, describeChannel],
    ["GET", /^\/channels\/([^/]+)\/users$/, listUsers],
    ["POST", /^\/users\/([^/]+)\/terminate_connections$/, terminate],
  ];

  return async (request) => {
    const raw = await readRequest(request);
    const dialect = dialectOf(raw);
    try {
      if (raw.body.length > BODY_MAX_BYTES)
        throw new ChannelApiRefusal(413, "too-large", "The body is too large");
      const [, appId = "", rest = ""] = /^\/apps\/([^/]+)(\/.*)$/.exec(raw.path) ?? [];
      const found = parts.app(appId);
      // The same answer for an app that does not exist and a key that is not its own: ids are not to be probed.
      verifySignature(raw, found?.app.keys ?? [], parts.now());
      if (!found) throw new ChannelApiRefusal(401, "unauthorized", "The key is not one of this app's");
      if (!found.app.settings.enabled)
        throw new ChannelApiRefusal(403, "app-disabled", "This app is switched off");
      for (const [method, path, handler] of routes) {
        const match = raw.method === method ? path.exec(rest) : null;
        if (match) return Response.json(handler({ ...raw, ...found, dialect }, decode(match[1] ?? "")));
      }
      throw new ChannelApiRefusal(404, "not-found", "There is nothing at this address");
    } catch (error) {
      if (error instanceof ChannelApiRefusal) return refusalResponse(error, dialect);
      parts.onError(error);
      return new Response(null, { status: 500 });
    }
  };
}

async function readRequest(request: Request): Promise<RawRequest> {
  const url = new URL(request.url);
  return {
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: await boundedBody(request),
  };
}

/** The body, or as much of it as shows that it is too large. */
async function boundedBody(request: Request): Promise<Uint8Array> {
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > BODY_MAX_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** Checked whole, published in one synchronous step, then answered: that keeps two successive calls in order. */
function publish(
  call: Call,
  { idempotency, allowance }: { idempotency: Idempotency; allowance: PublishAllowance },
  read: (parameters: unknown, settings: HostedApp["settings"]) => PublishRequest,
): object {
  const { app, channels, headers } = call;
  const request = read(parametersOf(call), app.settings);
  const key = request.idempotencyKey ?? headers.get("idempotency-key") ?? undefined;
  if (key !== undefined && key.length > IDEMPOTENCY_KEY_MAX)
    throw new ChannelApiRefusal(
      400,
      "invalid-input",
      `An Idempotency-Key has at most ${IDEMPOTENCY_KEY_MAX} characters`,
    );
  const known = key === undefined ? undefined : idempotency.recall(app.id, key);
  if (known !== undefined) return JSON.parse(known) as object;
  allowance.take(app, request.publications.length);
  channels.publish(request.publications);
  const answer = request.answer(channels);
  if (key !== undefined) idempotency.remember(app.id, key, JSON.stringify(answer));
  return answer;
}

/** Pusher lets parameters stand in the query as well, which it signs. Apinator's query anybody may have written. */
function parametersOf({ dialect, query, body }: Call): unknown {
  if (dialect === "apinator") return parse(body);
  const inBody = body.length === 0 ? {} : parse(body);
  const isObject = typeof inBody === "object" && inBody !== null && !Array.isArray(inBody);
  return isObject ? { ...Object.fromEntries(query), ...inBody } : inBody;
}

function listChannels({ channels, query, dialect }: Call): object {
  const prefix = query.get("filter_by_prefix") ?? "";
  const asked = readInfo(query.get("info"), [prefix]);
  const described = channels.channels(prefix).map((state) => ({
    name: state.name,
    subscriptions: state.subscriptions,
    info: channelInfo(state, asked),
  }));
  if (dialect === "pusher")
    return { channels: Object.fromEntries(described.map(({ name, info }) => [name, info])) };
  return {
    channels: described.map(({ name, subscriptions, info }) => ({
      name,
      subscription_count: subscriptions,
      ...info,
    })),
  };
}

function describeChannel({ channels, query, dialect }: Call, name: string): object {
  const state = channels.channel(name);
  const info = channelInfo(state, readInfo(query.get("info"), [name]));
  const occupied = state.subscriptions > 0;
  if (dialect === "pusher") return { occupied, ...info };
  if (!occupied) throw new ChannelApiRefusal(404, "not-found", "Nobody is subscribed to this channel");
  return { name, subscription_count: state.subscriptions, ...info };
}

function listUsers({ channels }: Call, name: string): object {
  if (channelKind(name) !== "presence")
    throw new ChannelApiRefusal(400, "invalid-input", "Only presence channels know their users");
  return { users: channels.users(name).map((id) => ({ id })) };
}

function terminate({ channels }: Call, userId: string): object {
  channels.terminateConnections(userId);
  return {};
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new ChannelApiRefusal(400, "malformed-json", "The body is not valid JSON");
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
