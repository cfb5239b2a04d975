import { describe, expect, test } from "bun:test";
import { type Line, WireServer } from "../../test/helpers/wire-server.ts";
import type { ChannelAuthorization } from "./customer-api.ts";
import { OfflineError, ProblemError } from "./problem-error.ts";
import { Subscriptions } from "./subscriptions.ts";

/** What happened to a subscriber, in order, as words that a test can compare. */
interface Told {
  words: string[];
  until(word: string): Promise<void>;
}

type Authorize = (
  socketId: string,
  channels: readonly string[],
) => Promise<Record<string, ChannelAuthorization>>;

const everything: Authorize = async (socketId, channels) =>
  Object.fromEntries(channels.map((channel) => [channel, { auth: `key:${socketId}:${channel}` }]));

function startSubscriptions(server: WireServer, authorize: Authorize = everything) {
  const words: string[] = [];
  let changed = Promise.withResolvers<void>();
  const say = (word: string) => {
    words.push(word);
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const subscriptions = new Subscriptions({
    authorize,
    onUnauthenticated: () => say("unauthenticated"),
    onState: (state) => say(state),
    onFrame: ({ event }) => say(`frame ${event}`),
  });
  subscriptions.connect(server.url, "key");
  const told: Told = {
    words,
    async until(word) {
      while (!words.includes(word)) await changed.promise;
    },
  };
  const follow = (channel: string, since?: number) =>
    subscriptions.subscribe(
      channel,
      {
        event: (event, data, seq) => say(`${event} ${seq} ${JSON.stringify(data)}`),
        signal: (event, _data, userId) => say(`${event} by ${userId}`),
        joined: (recovered) => say(`joined ${channel} ${recovered}`),
        ended: (status) => say(`ended ${channel} ${status}`),
      },
      since === undefined ? undefined : { epoch: "e", seq: since },
    );
  return { subscriptions, told, follow, [Symbol.dispose]: () => subscriptions.disconnect() };
}

/** The next subscribe frame's data. */
async function asked(line: Line): Promise<Record<string, unknown>> {
  const { event, data } = await line.next();
  expect(event).toBe("realtime:subscribe");
  return data;
}

function succeed(line: Line, channel: string, data: object): void {
  line.say("realtime:subscription_succeeded", data, { channel });
}

describe("subscribing", () => {
  test("introduces the client and its key to the engine", async () => {
    await using server = new WireServer();
    using client = startSubscriptions(server);
    const { url } = await server.nextEstablished();
    expect(url.pathname).toBe("/app/key");
    expect(url.search).toBe("?protocol=7&client=deskbell&version=1.0.0");
    await client.told.until("connected");
  });

  test("asks for private channels' authorisation in batches of 100, and needs none for public ones", async () => {
    await using server = new WireServer();
    const batches: number[] = [];
    using client = startSubscriptions(server, (id, channels) => {
      batches.push(channels.length);
      return everything(id, channels);
    });
    for (let i = 0; i < 205; i++) client.follow(`private-${i}`);
    client.follow("public");
    const line = await server.nextEstablished();
    const seen = new Set<unknown>();
    for (let i = 0; i < 206; i++) {
      const { channel, auth } = await asked(line);
      expect(auth).toBe(channel === "public" ? undefined : `key:${line.id}:${String(channel)}`);
      seen.add(channel);
    }
    expect(seen.size).toBe(206);
    expect(batches).toEqual([100, 100, 5]);
  });

  test("passes the signed channel data on", async () => {
    await using server = new WireServer();
    const channelData = `{"user_id":"cus_vera"}`;
    using client = startSubscriptions(server, async () => ({
      "private-a": { auth: "key:sig", channel_data: channelData },
    }));
    client.follow("private-a", 4);
    const line = await server.nextEstablished();
    expect(await asked(line)).toEqual({
      channel: "private-a",
      auth: "key:sig",
      channel_data: channelData,
      since: { epoch: "e", seq: 4 },
    });
  });

  test("ends where the desk refuses, and goes on everywhere else", async () => {
    await using server = new WireServer();
    using client = startSubscriptions(server, async () => ({
      "private-a": { auth: "key:sig" },
      "private-b": { status: 403, code: "forbidden" },
    }));
    client.follow("private-a");
    client.follow("private-b");
    const line = await server.nextEstablished();
    expect((await asked(line))["channel"]).toBe("private-a");
    await client.told.until("ended private-b 403");
  });

  test("asks again when the desk could not answer, and joins", async () => {
    await using server = new WireServer();
    const failures = [
      new OfflineError("away"),
      new ProblemError({ title: "Try again", status: 503, code: "unavailable" }),
    ];
    using client = startSubscriptions(server, async (id, channels) => {
      const failure = failures.shift();
      if (failure) throw failure;
      return everything(id, channels);
    });
    client.follow("private-a");
    const line = await server.nextEstablished();
    expect((await asked(line))["channel"]).toBe("private-a");
    expect(failures).toEqual([]);
  });

  test("says when nobody is signed in, and keeps the subscription for whoever comes next", async () => {
    await using server = new WireServer();
    let signedIn = false;
    using client = startSubscriptions(server, async (id, channels) => {
      if (!signedIn) throw new ProblemError({ title: "Sign in", status: 401, code: "unauthenticated" });
      return everything(id, channels);
    });
    client.follow("private-a");
    const line = await server.nextEstablished();
    await client.told.until("unauthenticated");
    signedIn = true;
    line.cut();
    expect((await asked(await server.nextEstablished()))["channel"]).toBe("private-a");
  });

  test("does not use an authorisation that was given for the connection before", async () => {
    await using server = new WireServer();
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    using client = startSubscriptions(server, async (id, channels) => {
      begun.resolve();
      if (id === server.opened[0]?.id) await gate.promise;
      return everything(id, channels);
    });
    client.follow("private-a");
    const first = await server.nextEstablished();
    await begun.promise;
    first.cut();
    const second = await server.nextEstablished();
    expect((await asked(second))["auth"]).toBe(`key:${second.id}:private-a`);
    gate.resolve();
    succeed(second, "private-a", { seq: 0, epoch: "e" });
    second.say("a", 1, { channel: "private-a", seq: 1 });
    await client.told.until("a 1 1");
  });

  test("takes nothing for an answer that was said to a former subscription to the channel (S6)", async () => {
    await using server = new WireServer();
    const gate = Promise.withResolvers<void>();
    let asks = 0;
    using client = startSubscriptions(server, async (id, channels) => {
      if (asks++ > 0) await gate.promise;
      return everything(id, channels);
    });
    const former = client.follow("private-a");
    const line = await server.nextEstablished();
    await asked(line);
    client.subscriptions.unsubscribe(former);
    client.follow("private-a");
    succeed(line, "private-a", {});
    line.say("old", {}, { channel: "private-a" });
    line.say("realtime:subscription_error", { status: 403 }, { channel: "private-a" });
    await client.told.until("frame realtime:subscription_error");
    gate.resolve();
    expect((await line.next()).event).toBe("realtime:unsubscribe");
    await asked(line);
    succeed(line, "private-a", {});
    await client.told.until("joined private-a false");
    expect(client.told.words.filter((word) => !word.startsWith("frame "))).toEqual([
      "connecting",
      "connected",
      "joined private-a false",
    ]);
  });

  test("tells the server when it is over, and nothing of the channel is told any more", async () => {
    await using server = new WireServer();
    using client = startSubscriptions(server);
    const subscription = client.follow("public");
    client.follow("other");
    const line = await server.nextEstablished();
    await asked(line);
    await asked(line);
    client.subscriptions.unsubscribe(subscription);
    client.subscriptions.unsubscribe(subscription);
    expect(await line.next()).toMatchObject({ event: "realtime:unsubscribe", data: { channel: "public" } });
    line.say("late", 1, { channel: "public" });
    line.say("on time", 2, { channel: "other" });
    await client.told.until("on time undefined 2");
    expect(client.told.words).not.toContain("late undefined 1");
  });

  test("ends when the server takes the channel away", async () => {
    await using server = new WireServer();
    using client = startSubscriptions(server);
    client.follow("private-a");
    const line = await server.nextEstablished();
    await asked(line);
    succeed(line, "private-a", { seq: 1, epoch: "e" });
    line.say("realtime:unsubscribed", {}, { channel: "private-a" });
    await client.told.until("ended private-a 403");
    line.cut();
    client.follow("private-b");
    expect((await asked(await server.nextEstablished()))["channel"]).toBe("private-b");
  });

  test("ends upon a refusal by the engine, and comes back to a channel that can't be read just now", async () => {
    await using server = new WireServer();
    using client = startSubscriptions(server);
    client.follow("private-a");
    client.follow("private-b");
    const line = await server.nextEstablished();
    await asked(line);
    await asked(line);
    line.say("realtime:subscription_error", { type: "AuthError", status: 403 }, { channel: "private-a" });
    line.say("realtime:subscription_error", { type: "AuthError", status: 503 }, { channel: "private-b" });
    await client.told.until("ended private-a 403");
    expect((await asked(line))["channel"]).toBe("private-b");
  });

  test("hands frames on that belong to no subscription", async () => {
    await using server = new WireServer();
    using client = startSubscriptions(server);
    const line = await server.nextEstablished();
    line.say("realtime:error", { code: 4301, message: "Too many client events" });
    await client.told.until("frame realtime:error");
  });
});

describe("a subscription", () => {
  async function joined(since?: number) {
    const server = new WireServer();
    const client = startSubscriptions(server);
    const subscription = client.follow("private-a", since);
    const line = await server.nextEstablished();
    await asked(line);
    const disposables = new AsyncDisposableStack();
    disposables.use(server);
    disposables.use(client);
    const say = (seq: number) => line.say("n", seq, { channel: "private-a", seq });
    return {
      server,
      line,
      client,
      subscription,
      say,
      [Symbol.asyncDispose]: () => disposables.disposeAsync(),
    };
  }

  test("begins at the position that the server answers", async () => {
    await using world = await joined();
    succeed(world.line, "private-a", { seq: 3, epoch: "e" });
    world.say(4);
    await world.client.told.until("n 4 4");
    expect(world.subscription.position).toEqual({ epoch: "e", seq: 4 });
    expect(world.client.told.words).toContain("joined private-a false");
  });

  test("is told what it missed, and never twice what it knows", async () => {
    await using world = await joined(2);
    // The answer names the end of what follows.
    succeed(world.line, "private-a", { seq: 4, epoch: "e", recovered: true });
    for (const seq of [2, 3, 3, 4, 1, 5]) world.say(seq);
    await world.client.told.until("n 5 5");
    expect(world.client.told.words.slice(2)).toEqual(["joined private-a true", "n 3 3", "n 4 4", "n 5 5"]);
  });

  test("begins anew where the server says, when its position can't be recovered", async () => {
    await using world = await joined(2);
    succeed(world.line, "private-a", { seq: 400, epoch: "f", recovered: false });
    world.say(401);
    await world.client.told.until("n 401 401");
    expect(world.client.told.words.slice(2)).toEqual(["joined private-a false", "n 401 401"]);
    expect(world.subscription.position).toEqual({ epoch: "f", seq: 401 });
  });

  test("notices a hole and asks for what is missing, once, before it goes on", async () => {
    await using world = await joined(2);
    const { line, client, say } = world;
    succeed(line, "private-a", { seq: 2, epoch: "e", recovered: true });
    for (const seq of [3, 5, 6]) say(seq);
    expect(await asked(line)).toMatchObject({ channel: "private-a", since: { epoch: "e", seq: 3 } });
    succeed(line, "private-a", { seq: 6, epoch: "e", recovered: true });
    for (const seq of [4, 5, 6, 7]) say(seq);
    await client.told.until("n 7 7");
    expect(client.told.words.filter((word) => word.startsWith("n "))).toEqual(
      [3, 4, 5, 6, 7].map((seq) => `n ${seq} ${seq}`),
    );
    say(9);
    expect(await asked(line)).toMatchObject({ since: { epoch: "e", seq: 7 } });
  });

  test("notices by the server's positions that a last frame was lost", async () => {
    await using world = await joined(2);
    succeed(world.line, "private-a", { seq: 2, epoch: "e", recovered: true });
    world.line.say("realtime:positions", { "private-a": 2, "private-x": 50 });
    world.line.say("realtime:positions", { "private-a": 3 });
    expect(await asked(world.line)).toMatchObject({ since: { epoch: "e", seq: 2 } });
  });

  test("goes on from its position after each cut", async () => {
    await using world = await joined(0);
    let { line } = world;
    for (const seq of [1, 2, 3]) {
      succeed(line, "private-a", { seq, epoch: "e", recovered: true });
      line.say("n", seq, { channel: "private-a", seq });
      await world.client.told.until(`n ${seq} ${seq}`);
      line.cut();
      line = await world.server.nextEstablished();
      expect(await asked(line)).toMatchObject({ since: { epoch: "e", seq } });
    }
  });

  test("counts an event that is not for it, and tells nobody of it", async () => {
    await using world = await joined(2);
    const { line, client, say } = world;
    succeed(line, "private-a", { seq: 2, epoch: "e", recovered: true });
    line.say("realtime:skipped", {}, { channel: "private-a", seq: 3 });
    say(4);
    await client.told.until("n 4 4");
    expect(client.told.words.slice(2)).toEqual(["joined private-a true", "n 4 4"]);
  });

  test("tells signals apart from events, and by whom they are", async () => {
    await using world = await joined(2);
    const { line, client } = world;
    succeed(line, "private-a", { seq: 2, epoch: "e", recovered: true });
    line.say("client-typing", {}, { channel: "private-a", user_id: "agt_ada" });
    await client.told.until("client-typing by agt_ada");
    expect(world.subscription.position?.seq).toBe(2);
  });

  test("sends signals while it is joined, and only then", async () => {
    await using world = await joined();
    expect(world.subscription.signal("client-typing")).toBe(false);
    succeed(world.line, "private-a", { seq: 2, epoch: "e" });
    await world.client.told.until("joined private-a false");
    expect(world.subscription.signal("client-typing", { a: 1 })).toBe(true);
    expect(await world.line.next()).toMatchObject({
      event: "client-typing",
      channel: "private-a",
      data: { a: 1 },
    });
    world.line.cut();
    await world.client.told.until("waiting");
    expect(world.subscription.signal("client-typing")).toBe(false);
  });

  test("takes events as they come on a channel without a log", async () => {
    await using world = await joined();
    succeed(world.line, "private-a", {});
    world.line.say("price", 1, { channel: "private-a" });
    world.line.say("price", 1, { channel: "private-a" });
    world.line.say("done", 2, { channel: "private-a" });
    await world.client.told.until("done undefined 2");
    expect(world.client.told.words.filter((word) => word === "price undefined 1").length).toBe(2);
  });
});
