import { expect, test } from "bun:test";
import { createECDH } from "node:crypto";
import type { PushKey } from "../../src/protocol/notifications.ts";
import type { Team } from "../../src/protocol/teams.ts";
import { signsIn } from "../helpers/cast.ts";
import { meddle } from "../helpers/database.ts";
import { PushWorld } from "../helpers/push-world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

test("who is given a conversation is told on each of their browsers, in words that only these can read", async () => {
  await using world = await PushWorld.open();
  const { ada, ben } = world.people;
  await world.hasBrowser(ada, "laptop");
  await world.hasBrowser(ada, "phone");
  await world.hasBrowser(ben, "bens");
  const words = `Is my order on its way? ${"I have waited so long. ".repeat(10)}`;
  const id = await world.conversationOf(ada, words);
  const pushed = (await world.pushed()).filter(
    ({ payload }) => payload.title === "New conversation with Vera",
  );
  expect(pushed.map(({ name }) => name).toSorted()).toEqual(["laptop", "phone"]);
  const { key } = await ada.api.expect<PushKey>("GET", "/api/push-key");
  for (const push of pushed) {
    expect(push.payload).toEqual({
      title: "New conversation with Vera",
      body: `${words.slice(0, 79)}…`,
      url: `/dashboard/c/${id}`,
      tag: id,
    });
    expect(push).toMatchObject({
      urgency: "high",
      topic: id,
      key,
      claims: { sub: expect.stringMatching(/^mailto:/) },
    });
    expect(push.ttl).toBeGreaterThan(0);
  }
});

test("what a customer writes is pushed to an assignee who is not there, and not to one who is or who has read it", async () => {
  await using world = await PushWorld.open();
  const { ada, ben, vera } = world.people;
  await world.hasBrowser(ada, "adas");
  await world.hasBrowser(ben, "bens");
  const adas = await world.conversationOf(ada);
  const bens = await world.conversationOf(ben);
  await world.pushed();
  world.service.received.length = 0;

  await using bensDashboard = await ben.comesOnline();
  await vera.says(adas, "Hello? Anybody?");
  await vera.says(bens, "Hello? Anybody?");
  await ada.says(adas, "In a minute.");
  expect((await world.pushed()).map(({ name, payload }) => [name, payload.title, payload.body])).toEqual([
    ["adas", "Vera wrote", "Hello? Anybody?"],
  ]);
  const { seq } = await vera.says(adas, "Thanks!");
  await ada.api.expect("PUT", `/api/conversations/${adas}/read-marker`, { upTo: seq });
  expect(await world.pushed()).toHaveLength(1);
  expect(bensDashboard).toBeDefined();
});

test("what waits while nobody is on duty is pushed to those of the team who want it, and to nobody while somebody is", async () => {
  await using world = await PushWorld.open();
  const { ada, ben, grace, vera } = world.people;
  for (const player of [ada, ben, grace]) await world.hasBrowser(player, player.person.name);
  await ben.api.expect("PUT", "/api/me/notifications", { push: false });
  const { team } = await grace.api.expect<{ team: Team }>("POST", "/api/teams", {
    name: "Sales",
    settings: { strategy: "manual" },
    memberIds: [ada.id, ben.id],
  });
  const asks = (text: string) =>
    vera.api.expect("POST", "/api/conversations", { clientId: crypto.randomUUID(), text, team: team.slug });
  await asks("What does it cost?");
  expect((await world.pushed()).map(({ name, payload }) => [name, payload.title, payload.url])).toEqual([
    ["Ada", "Vera waits, and nobody is there", "/dashboard/queue"],
  ]);
  await using _ = await ben.comesOnline();
  await asks("Is anybody there?");
  expect(await world.pushed()).toHaveLength(1);
});

test("in quiet hours nothing is pushed, nor afterwards", async () => {
  await using world = await PushWorld.open();
  const { ada, vera } = world.people;
  await world.hasBrowser(ada, "adas");
  const quietHours = { from: "11:00", to: "13:00", timeZone: "UTC" };
  await ada.api.expect("PUT", "/api/me/notifications", { quietHours });
  const id = await world.conversationOf(ada);
  expect(await world.pass(2 * HOUR_MS)).toEqual([]);
  expect(new Set(world.notices().map(({ state }) => state))).toEqual(new Set(["dropped"]));
  await vera.says(id, "Still there?");
  expect((await world.pushed()).map(({ payload }) => payload.body)).toEqual(["Still there?"]);
});

test.each([404, 410])(
  "a browser that its push service answers with %p for is forgotten, the others are told",
  async (status) => {
    await using world = await PushWorld.open();
    const { ada } = world.people;
    await world.hasBrowser(ada, "gone");
    await world.hasBrowser(ada, "here");
    world.service.answer = (name) => (name === "gone" ? status : 201);
    await world.conversationOf(ada);
    expect(new Set((await world.pushed()).map(({ name }) => name))).toEqual(new Set(["here"]));
    expect(world.endpoints()).toEqual([world.service.endpoint("here")]);
  },
);

test("a browser whose push service is down is tried again, and those that were told are not told twice", async () => {
  await using world = await PushWorld.open();
  const { ada } = world.people;
  await world.hasBrowser(ada, "here");
  await world.hasBrowser(ada, "down");
  const tried: string[] = [];
  world.service.onRequest = (name) => tried.push(name);
  world.service.answer = (name) => (name === "down" && tried.length < 6 ? 503 : 201);
  await using _ = await ada.comesOnline();
  await world.people.vera.opens("Is my order on its way?");
  await world.pushed();
  for (let minute = 0; minute < 30; minute++) await world.pass(MINUTE_MS);
  expect(tried.toSorted()).toEqual(["down", "down", "down", "down", "down", "here"]);
  expect(world.service.received.map(({ name }) => name)).toEqual(["here", "down"]);
  expect(world.endpoints()).toHaveLength(2);
});

test("a push service that never recovers is given up after an hour", async () => {
  await using world = await PushWorld.open();
  const { ada } = world.people;
  await world.hasBrowser(ada, "down");
  world.service.answer = () => 500;
  await using _ = await ada.comesOnline();
  await world.people.vera.opens("Is my order on its way?");
  for (let minute = 0; minute < 70; minute++) await world.pass(MINUTE_MS);
  expect(world.notices()).toEqual([
    { kind: "push-assigned", state: "dead", last_error: expect.stringContaining("answered 500") },
  ]);
});

test("a browser whose key is no point of the curve is forgotten: nothing can be encrypted for it", async () => {
  await using world = await PushWorld.open();
  const { ada } = world.people;
  const { endpoint, keys } = world.service.subscribe("broken");
  const point = createECDH("prime256v1").generateKeys();
  point[40] = (point[40] ?? 0) ^ 1;
  await ada.api.expect("POST", "/api/me/push-subscriptions", {
    endpoint,
    keys: { ...keys, p256dh: point.toString("base64url") },
  });
  await world.conversationOf(ada);
  expect(await world.pushed()).toEqual([]);
  expect(world.endpoints()).toEqual([]);
});

test("a message for trying out reaches the browser that asked, and no other", async () => {
  await using world = await PushWorld.open();
  const { ada, ben } = world.people;
  await world.hasBrowser(ada, "laptop");
  await world.hasBrowser(ada, "phone");
  // Trying out is what it says, whatever the settings are.
  await ada.api.expect("PUT", "/api/me/notifications", { push: false });
  const asked = { endpoint: world.service.endpoint("phone") };
  expect((await ada.api.request("POST", "/api/me/push-tests", asked)).status).toBe(202);
  expect((await world.pushed()).map(({ name, payload }) => [name, payload.title])).toEqual([
    ["phone", "It works"],
  ]);
  const foreign = await ben.api.request("POST", "/api/me/push-tests", asked);
  expect(foreign.body).toMatchObject({ code: "not-found" });
});

test("whoever has signed out of a browser is told nothing there", async () => {
  await using world = await PushWorld.open();
  const { ada, key } = world.people;
  const phone = await signsIn(world.app, key, "Ada");
  await world.hasBrowser(ada, "laptop");
  await world.hasBrowser(phone, "phone");
  await phone.api.expect("DELETE", "/api/sessions/current");
  await world.conversationOf(ada);
  expect(new Set((await world.pushed()).map(({ name }) => name))).toEqual(new Set(["laptop"]));
});

test("a session that has run out takes its browser's messages with it", async () => {
  await using world = await PushWorld.open();
  const { ada } = world.people;
  await world.hasBrowser(ada, "laptop");
  meddle(
    world.app.dataDir,
    `update session set expires_at = ${world.clock.now()} where id = (select session_id from push_subscription)`,
  );
  await world.conversationOf(ada);
  expect(await world.pushed()).toEqual([]);
});

test("nothing knocks at a private address, though a name that stands for one was noted as a browser's", async () => {
  await using world = await PushWorld.open({});
  const { ada } = world.people;
  const { endpoint } = world.service.subscribe("inside");
  await ada.api.expect("POST", "/api/me/push-subscriptions", {
    ...world.service.subscribe("inside"),
    endpoint: "https://push.invalid/inside",
  });
  // As if the name had been a public one's when it was noted.
  const inside = endpoint.replace("127.0.0.1", "localhost");
  meddle(world.app.dataDir, `update push_subscription set endpoint = '${inside}'`);
  let knocked = 0;
  world.service.onRequest = () => knocked++;
  await world.conversationOf(ada);
  await world.pushed();
  expect(knocked).toBe(0);
  expect(world.notices().map(({ last_error }) => last_error)).toContain("localhost is at no public address");
});
