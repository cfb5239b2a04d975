import { afterAll, beforeAll, expect, test } from "bun:test";
import { type Channel, Client } from "../../src/client/client.ts";
import { FlakyNetwork } from "../helpers/flaky-network.ts";
import { administrator, type OutsideAppKeys, outsideApp } from "../helpers/outside-app.ts";
import { Recorder } from "../helpers/recorder.ts";
import { SdkBackend } from "../helpers/sdk-backend.ts";
import { type App, startApp } from "../helpers/start-app.ts";

// What the browser SDK takes off the hands of whoever builds a chat: history and live in one list, and who types.

let app: App;
/** One app that keeps nothing, and one whose channels can be recovered. */
let forgetful: OutsideAppKeys;
let recovering: OutsideAppKeys;

beforeAll(async () => {
  app = await startApp();
  const grace = await administrator(app);
  forgetful = await outsideApp(grace);
  recovering = await outsideApp(grace, { historyCount: 100 });
});

afterAll(() => app[Symbol.asyncDispose]());

interface Said {
  id: number;
  text?: string;
}

/** A backend that keeps what is said and tells of it, and a browser that shows what it has. */
function chat(keys: OutsideAppKeys, name: string, host = app.url) {
  const { sdk, ...backend } = { sdk: new SdkBackend(app, keys), said: [] as Said[] };
  const browser = () => {
    const client = new Client({ key: keys.apinator.key, host, authEndpoint: sdk.authEndpoint("vera") });
    app.beforeStop({ [Symbol.asyncDispose]: async () => client.disconnect() });
    return { client, channel: client.subscribe(name) };
  };
  const say = async (id: number) => {
    backend.said.push({ id });
    await sdk.sdk.trigger(name, "said", { id });
  };
  return { ...backend, ...browser(), browser, say, trigger: sdk.sdk };
}

function joined(channel: Channel): Promise<unknown> {
  return new Promise((resolve) => channel.bind("realtime:subscription_succeeded", resolve));
}

const ids = (items: readonly Said[]) => items.map(({ id }) => id);

test("a history holds what was loaded and what was said meanwhile, in order and each once", async () => {
  const { channel, said, say } = chat(forgetful, "private-meanwhile");
  const shown = new Recorder<number[]>();
  const loading = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  await say(1);
  const load = async () => {
    const then = [...said];
    loading.resolve();
    await answer.promise;
    return then;
  };
  const history = channel.history("said", load, (items) => shown.push(ids(items)));
  await loading.promise;
  // One that is not among what is loaded, and one that is told twice.
  await say(2);
  await say(2);
  history.add({ id: 3 });
  answer.resolve();
  await shown.find((all) => all[0] === 1);
  await say(4);
  expect(await shown.find((all) => all.includes(4))).toEqual([1, 2, 3, 4]);
  expect(ids(history.items)).toEqual([1, 2, 3, 4]);
});

test("what is told while it loads is newer than what was loaded", async () => {
  const { channel, trigger } = chat(forgetful, "private-edited");
  const shown = new Recorder<Said[]>();
  const load = async () => {
    await trigger.trigger("private-edited", "said", { id: 1, text: "after" });
    await shown.until((all) => all.length > 0);
    return [{ id: 1, text: "before" }, { id: 2 }];
  };
  channel.history("said", load, (items) => shown.push(items));
  expect(await shown.find((items) => items.length === 2)).toMatchObject([{ text: "after" }, { id: 2 }]);
});

test("after a cut a history is loaded anew, and has what was said in between", async () => {
  await using network = await FlakyNetwork.to(app.url);
  const { channel, client, said, say } = chat(forgetful, "private-cut", network.url);
  const shown = new Recorder<number[]>();
  const history = channel.history(
    "said",
    async () => [...said],
    (items) => shown.push(ids(items)),
  );
  await shown.next();
  await say(1);
  expect(await shown.next()).toEqual([1]);
  network.cut();
  said.push({ id: 2 }, { id: 3 });
  // Of one's own message it is known before it is known what was said before it.
  history.add({ id: 3 });
  expect(await shown.find((all) => all.includes(2))).toEqual([1, 2, 3]);
  client.disconnect();
});

test("a history that was recovered is not loaded again", async () => {
  await using network = await FlakyNetwork.to(app.url);
  const { channel, client, said, say } = chat(recovering, "private-recovered", network.url);
  const shown = new Recorder<number[]>();
  let loads = 0;
  const load = async () => {
    loads++;
    return [...said];
  };
  channel.history("said", load, (items) => shown.push(ids(items)));
  await shown.next();
  network.cut();
  for (const id of [1, 2]) await say(id);
  expect(await shown.find((all) => all.includes(2))).toEqual([1, 2]);
  expect(loads).toBe(1);
  client.disconnect();
});

test("a history that can't be loaded is asked for again, until its channel is left", async () => {
  const { client, channel } = chat(forgetful, "private-failing");
  const shown = new Recorder<number[]>();
  const asked = new Recorder<number>();
  const load = async () => {
    asked.push(asked.items.length);
    if (asked.items.length < 3) throw new Error("Out of order");
    return [{ id: 7 }];
  };
  channel.history("said", load, (items) => shown.push(ids(items)));
  expect(await shown.next()).toEqual([7]);
  expect(asked.items.length).toBe(3);

  const late = Promise.withResolvers<Said[]>();
  const begun = Promise.withResolvers<void>();
  const left = client.subscribe("private-left");
  const never = left.history(
    "said",
    () => {
      begun.resolve();
      return late.promise;
    },
    () => {},
  );
  await begun.promise;
  client.unsubscribe("private-left");
  late.resolve([{ id: 8 }]);
  await late.promise;
  await Bun.sleep(0);
  expect(never.items).toEqual([]);
});

test("a history of a channel that is joined already is loaded at once", async () => {
  const { channel } = chat(forgetful, "private-joined");
  await joined(channel);
  const shown = new Recorder<number[]>();
  channel.history(
    "said",
    async () => [{ id: 1 }],
    (items) => shown.push(ids(items)),
  );
  expect(await shown.next()).toEqual([1]);
});

test("who types is shown to the others until they stop, and is told to them once a second at most", async () => {
  const { channel, browser } = chat(forgetful, "private-typing");
  const omar = browser();
  const shown = new Recorder<boolean>();
  const heard = new Recorder<string>();
  channel.bindGlobal((event) => heard.push(event));
  const typing = channel.typing((others) => shown.push(others));
  const his = omar.channel.typing(() => {
    throw new Error("Nobody sees themselves typing");
  });
  // Nobody is told before the channel is joined.
  his.tell();
  await Promise.all([joined(channel), joined(omar.channel)]);
  for (let key = 0; key < 3; key++) his.tell();
  omar.channel.trigger("client-done");
  expect(await shown.next()).toBe(true);
  expect([typing.others, his.others]).toEqual([true, false]);
  await heard.find((event) => event === "client-done");
  expect(heard.items.filter((event) => event === "client-typing")).toHaveLength(1);
  expect(await shown.next()).toBe(false);
});
