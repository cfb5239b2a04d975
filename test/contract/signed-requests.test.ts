import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { DIALECTS, type Dialect } from "../../src/protocol/app-settings.ts";
import { signRequest } from "../../src/server-sdk/request-signature.ts";
import { HostedSocket } from "../helpers/hosted-socket.ts";
import { administrator, type OutsideAppKeys, outsideApp } from "../helpers/outside-app.ts";
import { type App, startApp } from "../helpers/start-app.ts";

// What a signed request is worth: whatever somebody without the secret may try with one that they have seen.

let app: App;
let keys: OutsideAppKeys;
let foreign: OutsideAppKeys;

beforeAll(async () => {
  app = await startApp();
  const grace = await administrator(app);
  [keys, foreign] = [await outsideApp(grace), await outsideApp(grace)];
});

afterAll(() => app[Symbol.asyncDispose]());

const either = DIALECTS.map((dialect) => [dialect] as const);

test.each(either)(
  "signed as %s, a request is believed as it was signed, soon, by its own app",
  async (dialect) => {
    const listener = await listening(dialect);
    const call = signedCall(dialect);
    const change = (name: string, value: string | undefined) => withParameter(call, dialect, name, value);
    const tries: readonly [what: string, HttpCall][] = [
      ["no signature", change("signature", undefined)],
      ["an empty signature", change("signature", "")],
      ["a signature of something else", change("signature", "0".repeat(64))],
      ["no key", change("key", undefined)],
      ["a foreign app's key", change("key", foreign[dialect].key)],
      ["a foreign app's key and secret", signedCall(dialect, { of: foreign })],
      ["no time", change("timestamp", undefined)],
      ["another time than was signed", change("timestamp", String(nowSeconds() + 1))],
      ["a time that is none", change("timestamp", "now")],
      ["a request of long ago", signedCall(dialect, { offsetSeconds: -700 })],
      ["a request of times to come", signedCall(dialect, { offsetSeconds: 700 })],
      ["another body", { ...call, body: call.body.replace("{}", "[]") }],
      ["no body", { ...call, body: "" }],
      ["another path", { ...call, path: `/apps/${keys.id}/batch_events` }],
      ["another app's path", { ...call, path: `/apps/${foreign.id}/events` }],
      ["another method", { ...call, method: "GET", body: "" }],
    ];
    for (const [what, tampered] of tries) expect([what, await send(tampered)]).toEqual([what, 401]);
    expect(await listener.leftovers()).toEqual([]);
    expect(await send(call)).toBe(200);
    expect(await listener.leftovers()).toMatchObject([{ event: "said" }]);
  },
);

test("a query that was not signed is refused, and so is a body whose digest was made to fit", async () => {
  const call = signedCall("pusher");
  expect(await send({ ...call, query: { ...call.query, info: "subscription_count" } })).toBe(401);
  const body = call.body.replace("{}", "[]");
  const digest = createHash("md5").update(body).digest("hex");
  expect(await send({ ...call, body, query: { ...call.query, body_md5: digest } })).toBe(401);
  const { body_md5: _, ...rest } = call.query;
  expect(await send({ ...call, query: rest })).toBe(401);
});

test("on Apinator's dialect, whose query is not signed, nothing in it tells what to publish", async () => {
  const listener = await listening("apinator");
  const query = { socket_id: listener.socketId, name: "forged", info: "subscription_count" };
  expect(await send({ ...signedCall("apinator"), query })).toBe(200);
  expect(await listener.leftovers()).toMatchObject([{ event: "said" }]);
});

test.each(either)(
  "signed as %s, a request that is replayed publishes once if it has a key of its own",
  async (dialect) => {
    const listener = await listening(dialect);
    const call = signedCall(dialect, { idempotencyKey: `${dialect}-once` });
    for (let replay = 0; replay < 3; replay++) expect(await send(call)).toBe(200);
    expect(await listener.leftovers()).toMatchObject([{ event: "said" }]);
  },
);

test("a key of a request's own has at most 128 characters, as a header as well", async () => {
  const call = signedCall("pusher");
  const withKey = (length: number) => ({
    ...call,
    headers: { ...call.headers, "idempotency-key": "k".repeat(length) },
  });
  expect([await send(withKey(129)), await send(withKey(128))]).toEqual([400, 200]);
});

async function listening(dialect: Dialect): Promise<HostedSocket> {
  const listener = await HostedSocket.open(app, keys, dialect);
  expect(await listener.subscribe("heard", {})).toBe("joined");
  return listener;
}

interface HttpCall {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A publication, signed now or so many seconds away. */
function signedCall(dialect: Dialect, { offsetSeconds = 0, of = keys, idempotencyKey = "" } = {}): HttpCall {
  const event = { name: "said", channel: "heard", data: "{}" };
  const request = {
    method: "POST",
    path: `/apps/${keys.id}/events`,
    query: {},
    body: JSON.stringify(idempotencyKey ? { ...event, idempotency_key: idempotencyKey } : event),
  } as const;
  return { ...request, ...signRequest(dialect, of[dialect], request, nowSeconds() + offsetSeconds) };
}

/** A call with a parameter of its signature changed, wherever the dialect has it; undefined takes it away. */
function withParameter(call: HttpCall, dialect: Dialect, name: string, value: string | undefined): HttpCall {
  const place = dialect === "pusher" ? "query" : "headers";
  const spelled = dialect === "pusher" ? `auth_${name}` : `x-realtime-${name}`;
  const others = Object.entries(call[place]).filter(([each]) => each.toLowerCase() !== spelled);
  return {
    ...call,
    [place]: Object.fromEntries(value === undefined ? others : [...others, [spelled, value]]),
  };
}

async function send({ method, path, query, headers, body }: HttpCall): Promise<number> {
  const address = `${app.url}${path}?${new URLSearchParams(query)}`;
  return (await fetch(address, { method, headers, ...(body === "" ? {} : { body }) })).status;
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
