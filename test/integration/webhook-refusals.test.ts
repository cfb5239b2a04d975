import { afterAll, beforeAll, expect, test } from "bun:test";
import type { ProblemCode } from "../../src/protocol/errors.ts";
import type { OutsideApp } from "../../src/protocol/resources.ts";
import type { Webhook } from "../../src/protocol/webhooks.ts";
import { type Cast, cast } from "../helpers/cast.ts";
import { everythingStored } from "../helpers/database.ts";
import { type InProcessApp, startApp } from "../helpers/start-app.ts";
import { WEBHOOK_URL } from "./access-matrix.ts";

let app: InProcessApp;
let people: Cast;
let shop: OutsideApp;
let desks: Webhook;
let shops: Webhook;

const OWN = { url: WEBHOOK_URL, events: ["message.created"], enabled: false };

beforeAll(async () => {
  app = await startApp();
  people = await cast(app);
  const { api } = people.grace;
  ({ app: shop } = await api.expect<{ app: OutsideApp }>("POST", "/api/apps", {}));
  ({ webhook: desks } = await api.expect<{ webhook: Webhook }>("POST", "/api/webhooks", OWN));
  ({ webhook: shops } = await api.expect<{ webhook: Webhook }>("POST", "/api/webhooks", {
    appId: shop.id,
    url: WEBHOOK_URL,
    events: ["channel_occupied"],
  }));
});

afterAll(() => app[Symbol.asyncDispose]());

/** A refused request of Grace's; `:desks` and `:shops` are the ids of webhooks of the desk's own and of an app. */
type Case = readonly [title: string, code: ProblemCode, route: string, body?: object];

const CREATE = "POST /api/webhooks";
const cases: readonly Case[] = [
  ["a webhook without an address", "invalid-input", CREATE, { ...OWN, url: undefined }],
  ["an address that is none", "invalid-input", CREATE, { ...OWN, url: "example.com/hook" }],
  ["an address of another kind", "invalid-input", CREATE, { ...OWN, url: "file:///etc/passwd" }],
  ["an address with a password", "invalid-input", CREATE, { ...OWN, url: "https://a:b@example.com/" }],
  [
    "an address above the longest",
    "invalid-input",
    CREATE,
    { ...OWN, url: `${WEBHOOK_URL}${"x".repeat(2_000)}` },
  ],
  ["a webhook that is told nothing", "invalid-input", CREATE, { ...OWN, events: [] }],
  ["an event that there is not", "invalid-input", CREATE, { ...OWN, events: ["conversation.eaten"] }],
  ["an app's event on the desk's own", "invalid-input", CREATE, { ...OWN, events: ["channel_occupied"] }],
  ["a secret of one's own choice", "invalid-input", CREATE, { ...OWN, secret: "password" }],
  ["a webhook of no app", "not-found", CREATE, { ...OWN, appId: "none", events: ["cache_miss"] }],
  ["a key on the desk's own", "not-found", CREATE, { ...OWN, key: "any" }],
  [
    "the desk's event on an app's",
    "invalid-input",
    "PUT /api/webhooks/:shops",
    { events: ["message.created"] },
  ],
  ["a key that the app has not", "not-found", "PUT /api/webhooks/:shops", { key: "none" }],
  ["a change of the app", "invalid-input", "PUT /api/webhooks/:desks", { appId: "shop" }],
  ["a change of no webhook", "not-found", "PUT /api/webhooks/whk_none", { enabled: true }],
  ["a removal of no webhook", "not-found", "DELETE /api/webhooks/whk_none"],
  ["a test of no webhook", "not-found", "POST /api/webhooks/whk_none/tests"],
  ["a test of a webhook that is off", "webhook-off", "POST /api/webhooks/:desks/tests"],
  ["deliveries in a state that there is not", "invalid-input", "GET /api/webhooks/deliveries?state=lost"],
  ["a page of no deliveries", "invalid-input", "GET /api/webhooks/deliveries?limit=0"],
  ["a page above the longest", "invalid-input", "GET /api/webhooks/deliveries?limit=51"],
  ["a delivery that there is not", "not-found", "GET /api/webhooks/deliveries/dlv_none"],
  ["a repeat of no delivery", "not-found", "POST /api/webhooks/deliveries/dlv_none/attempts"],
];

// All four are always given: the runner takes a missing one for a callback.
test.each(cases.map(([title, code, route, body]) => [title, code, route, body] as const))(
  "%s is refused as %s, and nothing is written",
  async (_, code, route, body) => {
    const [method = "", path = ""] = route.split(" ");
    const before = everythingStored(app.dataDir);
    const asked = path.replace(":desks", desks.id).replace(":shops", shops.id);
    const answer = await people.grace.api.request(method, asked, body);
    expect(answer.code).toBe(code);
    expect(everythingStored(app.dataDir)).toBe(before);
  },
);
