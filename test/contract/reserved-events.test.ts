import { afterAll, beforeAll, expect, test } from "bun:test";
import { DIALECTS, type Dialect } from "../../src/protocol/app-settings.ts";
import { Client } from "../../src/server-sdk/client.ts";
import { signRequest } from "../../src/server-sdk/request-signature.ts";
import { HostedSocket } from "../helpers/hosted-socket.ts";
import { administrator, type OutsideAppKeys, outsideApp } from "../helpers/outside-app.ts";
import { type App, startApp } from "../helpers/start-app.ts";

// System frames are the server's alone: who could send one would speak to clients in its name.

let app: App;
let keys: OutsideAppKeys;

beforeAll(async () => {
  app = await startApp();
  keys = await outsideApp(await administrator(app));
});

afterAll(() => app[Symbol.asyncDispose]());

const either = DIALECTS.map((dialect) => [dialect] as const);
const reserved = [
  "pusher:subscribe",
  "pusher:error",
  "pusher_internal:subscription_succeeded",
  "pusher_internal:member_added",
  "realtime:subscription_succeeded",
  "realtime:error",
];

test.each(either)("[T3] on %s, no client sends an event whose name is the server's", async (dialect) => {
  const [vera, omar] = [await joined(dialect), await joined(dialect)];
  for (const name of reserved) {
    vera.send({ event: name, channel: "private-a", data: "{}" });
    // A name that only looks reserved gets through: there is somebody to hear the others.
    vera.send({ event: `client-${name}`, channel: "private-a", data: "{}" });
  }
  await vera.leftovers();
  expect((await omar.leftovers()).map(({ event }) => event)).toEqual(
    reserved.map((name) => `client-${name}`),
  );
});

test.each(either)(
  "[T3] signed as %s, no backend publishes an event whose name is the server's",
  async (dialect) => {
    const sockets = [await joined("apinator"), await joined("pusher")];
    for (const name of reserved) {
      expect(await publish(dialect, "events", { name, channel: "private-a", data: "{}" })).toBe(400);
      const batch = ["said", name].map((each) => ({ name: each, channel: "private-a", data: "{}" }));
      expect(await publish(dialect, "batch_events", { batch })).toBe(400);
    }
    expect(await publish(dialect, "events", { name: "said", channel: "private-a", data: "{}" })).toBe(200);
    for (const socket of sockets)
      expect((await socket.leftovers()).map(({ event }) => event)).toEqual(["said"]);
  },
);

async function joined(dialect: Dialect): Promise<HostedSocket> {
  const socket = await HostedSocket.open(app, keys, dialect);
  const client = new Client({ appId: keys.id, ...keys[dialect] });
  expect(await socket.subscribe("private-a", client.authenticate(socket.socketId, "private-a"))).toBe(
    "joined",
  );
  return socket;
}

/** As the SDK does, but for its own check of the name. */
async function publish(dialect: Dialect, route: string, content: object): Promise<number> {
  const path = `/apps/${keys.id}/${route}`;
  const body = JSON.stringify(content);
  const request = { method: "POST", path, query: {}, body } as const;
  const { headers, query } = signRequest(dialect, keys[dialect], request, Math.floor(Date.now() / 1000));
  const address = `${app.url}${path}?${new URLSearchParams(query)}`;
  return (await fetch(address, { method: "POST", headers, body })).status;
}
