import { afterAll, beforeAll, expect, test } from "bun:test";
import { DIALECTS, type Dialect } from "../../src/protocol/app-settings.ts";
import { Client } from "../../src/server-sdk/client.ts";
import type { Api } from "../helpers/api.ts";
import { HostedSocket } from "../helpers/hosted-socket.ts";
import { administrator, type OutsideAppKeys, outsideApp } from "../helpers/outside-app.ts";
import { type App, startApp } from "../helpers/start-app.ts";

// What a signature is worth on a socket: whatever somebody without the secret may try with one that they have seen.

let app: App;
let grace: Api;
let keys: OutsideAppKeys;
let foreign: OutsideAppKeys;

beforeAll(async () => {
  app = await startApp();
  grace = await administrator(app);
  [keys, foreign] = [await outsideApp(grace), await outsideApp(grace)];
});

afterAll(() => app[Symbol.asyncDispose]());

const either = DIALECTS.map((dialect) => [dialect] as const);

test.each(either)(
  "on %s, a subscription is signed for one socket, channel and data alone",
  async (dialect) => {
    const vera = await HostedSocket.open(app, keys, dialect);
    const omar = await HostedSocket.open(app, keys, dialect);
    const client = signer(dialect);
    const right = client.authenticate(vera.socketId, "private-a");
    const asOmar = client.authenticate(vera.socketId, "presence-a", { user_id: "omar" });
    const [, signature = ""] = right.auth.split(":");
    const guessed = new Client({ appId: keys.id, key: keys[dialect].key, secret: "guess" });
    const tries: readonly [what: string, channel: string, authorization: object][] = [
      ["nothing", "private-a", {}],
      ["an empty text", "private-a", { auth: "" }],
      ["a signature without a key", "private-a", { auth: signature }],
      ["a key without a signature", "private-a", { auth: `${keys[dialect].key}:` }],
      [
        "a changed signature",
        "private-a",
        { auth: right.auth.replace(/.$/, (c) => (c === "0" ? "1" : "0")) },
      ],
      ["half a signature", "private-a", { auth: right.auth.slice(0, -32) }],
      ["a longer signature", "private-a", { auth: `${right.auth}0` }],
      ["a guessed secret", "private-a", guessed.authenticate(vera.socketId, "private-a")],
      ["a foreign app's key", "private-a", signer(dialect, foreign).authenticate(vera.socketId, "private-a")],
      ["an unknown key", "private-a", { auth: `nobody:${signature}` }],
      ["a signature for another socket", "private-a", client.authenticate(omar.socketId, "private-a")],
      ["a signature for another channel", "private-b", right],
      ["a signature for a public channel", "private-a", client.authenticate(vera.socketId, "a")],
      ["data that was not signed", "private-a", { ...right, channel_data: '{"user_id":"omar"}' }],
      ["another user's data", "presence-a", { ...asOmar, channel_data: '{"user_id":"vera"}' }],
      ["the data in another spelling", "presence-a", { ...asOmar, channel_data: '{"user_id": "omar"}' }],
      ["no data where some was signed", "presence-a", { auth: asOmar.auth }],
    ];
    for (const [what, channel, authorization] of tries)
      expect([what, await vera.subscribe(channel, authorization)]).toEqual([what, 401]);

    await client.trigger(["private-a", "private-b", "presence-a"], "secret", {});
    expect(await vera.leftovers()).toEqual([]);
    // Accepted as they were signed: it was for nothing else that the others were refused.
    expect(await vera.subscribe("private-a", right)).toBe("joined");
    expect(await vera.subscribe("presence-a", asOmar)).toBe("joined");
    expect(await client.users("presence-a")).toEqual(["omar"]);
  },
);

test.each(either)("on %s, a signature outlives neither its connection nor its key", async (dialect) => {
  const own = await outsideApp(grace);
  const other: Dialect = dialect === "pusher" ? "apinator" : "pusher";
  const former = await HostedSocket.open(app, own, dialect);
  const right = signer(dialect, own).authenticate(former.socketId, "private-a");
  expect(await former.subscribe("private-a", right)).toBe("joined");
  await former[Symbol.asyncDispose]();

  const next = await HostedSocket.open(app, own, dialect);
  expect(await next.subscribe("private-a", right)).toBe(401);
  const withOther = (channel: string) => signer(other, own).authenticate(next.socketId, channel);
  expect(await next.subscribe("private-a", withOther("private-a"))).toBe("joined");
  await grace.request("DELETE", `/api/apps/${own.id}/keys/${own[other].key}`);
  expect(await next.subscribe("private-b", withOther("private-b"))).toBe(401);
});

test.each(either)("on %s, a sign-in is signed for one socket and user alone", async (dialect) => {
  const elsewhere = await HostedSocket.open(app, keys, dialect);
  const asOmar = (socketId: string, of = keys) =>
    signer(dialect, of).authenticateUser(socketId, { id: "omar" });
  const veras = '{"id":"vera"}';
  const tries: readonly [what: string, (socketId: string) => object][] = [
    ["no signature", () => ({ auth: "", user_data: veras })],
    ["another user's data", (socketId) => ({ ...asOmar(socketId), user_data: veras })],
    ["a signature for another socket", () => asOmar(elsewhere.socketId)],
    ["a foreign app's key", (socketId) => asOmar(socketId, foreign)],
    [
      "the signature of a channel",
      (socketId) => ({ ...signer(dialect).authenticate(socketId, "user", veras), user_data: veras }),
    ],
  ];
  for (const [what, authorization] of tries) {
    const socket = await HostedSocket.open(app, keys, dialect);
    socket.system("signin", authorization(socket.socketId));
    const { event, data } = await socket.frames.next();
    expect([what, event, data.code, await socket.closed]).toEqual([what, "error", 4009, 4009]);
  }
  const socket = await HostedSocket.open(app, keys, dialect);
  socket.system("signin", asOmar(socket.socketId));
  expect((await socket.frames.next()).event).toBe("signin_success");
});

function signer(dialect: Dialect, of: OutsideAppKeys = keys): Client {
  return new Client({ appId: of.id, ...of[dialect], host: app.url, dialect });
}
