import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  DEFAULT_NOTIFICATION_SETTINGS,
  type MyNotifications,
  type PushKey,
} from "../../src/protocol/notifications.ts";
import { type Cast, cast, hires, type Player, signsIn } from "../helpers/cast.ts";
import { query } from "../helpers/database.ts";
import { PushBrowser } from "../helpers/push-browser.ts";
import { type InProcessApp, startApp } from "../helpers/start-app.ts";
import { TemporaryDirectory } from "../helpers/temporary-directory.ts";

let app: InProcessApp;
let people: Cast;

beforeAll(async () => {
  app = await startApp();
  people = await cast(app);
});

afterAll(() => app[Symbol.asyncDispose]());

const settingsOf = ({ api }: Player) => api.expect<MyNotifications>("GET", "/api/me/notifications");
const subscribe = ({ api }: Player, name: string) =>
  api.expect("POST", "/api/me/push-subscriptions", new PushBrowser().subscription(endpoint(name)));
const endpoint = (name: string) => `https://push.invalid/${name}`;

function endpointsOf({ id }: Player): unknown[] {
  const rows = query(
    app.dataDir,
    `select endpoint from push_subscription join person on person.id = person_id
      where public_id = '${id}' order by push_subscription.id`,
  );
  return rows.map((row) => row["endpoint"]);
}

test("everybody begins with the usual settings, and a change leaves alone what it doesn't name", async () => {
  const { ada, ben } = people;
  expect(await settingsOf(ada)).toEqual({ ...DEFAULT_NOTIFICATION_SETTINGS, mailOn: false });
  const quietHours = { from: "22:00", to: "07:00", timeZone: "Europe/Berlin" };
  await ada.api.expect("PUT", "/api/me/notifications", { sound: false, quietHours });
  await ada.api.expect("PUT", "/api/me/notifications", { email: { unreadMinutes: 0 } });
  expect(await settingsOf(ada)).toEqual({
    ...DEFAULT_NOTIFICATION_SETTINGS,
    email: { queue: true, unreadMinutes: 0 },
    sound: false,
    quietHours,
    mailOn: false,
  });
  expect(await settingsOf(ben)).toEqual({ ...DEFAULT_NOTIFICATION_SETTINGS, mailOn: false });
});

test("the key of push subscriptions is made once: it outlives a restart", async () => {
  using directory = new TemporaryDirectory();
  const keyOf = ({ api }: Player) => api.expect<PushKey>("GET", "/api/push-key");
  let before: PushKey;
  let realtimeKey: string;
  {
    await using first = await startApp({ dataDir: directory.path });
    const { grace, key } = await cast(first);
    before = await keyOf(grace);
    realtimeKey = key;
  }
  expect(Buffer.from(before.key, "base64url")).toHaveLength(65);
  await using second = await startApp({ dataDir: directory.path });
  expect(await keyOf(await signsIn(second, realtimeKey, "Grace"))).toEqual(before);
  expect(await keyOf(people.grace)).not.toEqual(before);
});

test("a browser that describes itself twice is noted once, and can be forgotten as often", async () => {
  const { ben } = people;
  await subscribe(ben, "twice");
  await subscribe(ben, "twice");
  expect(endpointsOf(ben)).toEqual([endpoint("twice")]);
  const body = { endpoint: endpoint("twice") };
  await ben.api.expect("DELETE", "/api/me/push-subscriptions", body);
  await ben.api.expect("DELETE", "/api/me/push-subscriptions", body);
  expect(endpointsOf(ben)).toEqual([]);
});

test("a browser that a colleague signs in on tells the colleague's news from then on", async () => {
  const { ada, ben } = people;
  await subscribe(ada, "shared");
  await subscribe(ben, "shared");
  expect(endpointsOf(ada)).not.toContain(endpoint("shared"));
  expect(endpointsOf(ben)).toContain(endpoint("shared"));
  // Ada's other tab must not take away what is Ben's now.
  await ada.api.expect("DELETE", "/api/me/push-subscriptions", { endpoint: endpoint("shared") });
  expect(endpointsOf(ben)).toContain(endpoint("shared"));
});

test("a subscription ends with the session of its browser, and others of the same person don't", async () => {
  const phone = await signsIn(app, people.key, "Ada");
  await subscribe(people.ada, "laptop");
  await subscribe(phone, "phone");
  expect(endpointsOf(phone)).toEqual([endpoint("laptop"), endpoint("phone")]);
  await phone.api.expect("DELETE", "/api/sessions/current");
  expect(endpointsOf(people.ada)).toEqual([endpoint("laptop")]);
});

test("nothing is pushed to an agent who has been deactivated", async () => {
  const eve = await hires(app, people.key, people.grace, "Eve");
  await subscribe(eve, "eve");
  expect(endpointsOf(eve)).toHaveLength(1);
  await people.grace.api.expect("DELETE", `/api/agents/${eve.id}`);
  expect(endpointsOf(eve)).toEqual([]);
});

test("whoever has ever more browsers loses the oldest", async () => {
  const { grace } = people;
  for (let n = 0; n < 25; n++) await subscribe(grace, `grace-${n}`);
  expect(endpointsOf(grace)).toEqual(Array.from({ length: 20 }, (_, n) => endpoint(`grace-${n + 5}`)));
});
