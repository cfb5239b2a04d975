import { afterAll, beforeAll, expect, test } from "bun:test";
import Echo from "laravel-echo";
import Pusher from "pusher-js";
import { administrator, type OutsideAppKeys, outsideApp } from "../helpers/outside-app.ts";
import { Recorder } from "../helpers/recorder.ts";
import { type App, startApp } from "../helpers/start-app.ts";
import { StockBackend } from "../helpers/stock-backend.ts";
import { stockOptions } from "../helpers/stock-client.ts";

// Laravel Echo over pusher-js, as a Laravel program is told to configure it.

let app: App;
let keys: OutsideAppKeys;
let backend: StockBackend;

beforeAll(async () => {
  app = await startApp();
  keys = await outsideApp(await administrator(app));
  backend = new StockBackend(app, keys);
});

afterAll(() => app[Symbol.asyncDispose]());

function echo(user: string): Echo<"pusher"> {
  const client = new Pusher(keys.pusher.key, stockOptions(app, backend, { user }));
  const made = new Echo({ broadcaster: "pusher", key: keys.pusher.key, client });
  app.beforeStop({ [Symbol.asyncDispose]: async () => made.disconnect() });
  return made;
}

test("listen hears the events that Laravel broadcasts under its own names", async () => {
  const heard = new Recorder<unknown>();
  const channel = echo("vera").channel("orders");
  await new Promise<void>((resolve) => channel.subscribed(resolve));
  channel.listen("OrderShipped", (data: unknown) => heard.push(data));
  await backend.library.trigger("orders", "App\\Events\\OrderShipped", { id: 7 });
  expect(await heard.next()).toEqual({ id: 7 });
});

test("whispers on a private channel reach the others", async () => {
  const channels = ["vera", "omar"].map((user) => echo(user).private("chat"));
  for (const channel of channels) await new Promise<void>((resolve) => channel.subscribed(resolve));
  const [toVera, toOmar] = [new Recorder<unknown>(), new Recorder<unknown>()];
  channels[0]?.listenForWhisper("typing", (data: unknown) => toVera.push(data));
  channels[1]?.listenForWhisper("typing", (data: unknown) => toOmar.push(data));
  channels[0]?.whisper("typing", { from: "vera" });
  expect(await toOmar.next()).toEqual({ from: "vera" });
  channels[1]?.whisper("typing", { from: "omar" });
  expect(await toVera.next()).toEqual({ from: "omar" });
});

test("here, joining and leaving tell who is in a room", async () => {
  const told = new Recorder<[what: string, who: unknown]>();
  echo("vera")
    .join("room")
    .here((members: unknown) => told.push(["here", members]))
    .joining((member: unknown) => told.push(["joining", member]))
    .leaving((member: unknown) => told.push(["leaving", member]));
  expect(await told.next()).toEqual(["here", [{ name: "vera" }]]);
  const omar = echo("omar");
  omar.join("room");
  expect(await told.next()).toEqual(["joining", { name: "omar" }]);
  omar.leave("room");
  expect(await told.next()).toEqual(["leaving", { name: "omar" }]);
});
