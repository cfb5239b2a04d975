import type { ProblemCode } from "../../src/protocol/errors.ts";
import type { OutsideApp } from "../../src/protocol/resources.ts";
import type { Webhook } from "../../src/protocol/webhooks.ts";
import { WEBHOOK_URL } from "./access-matrix.ts";
import type { RefusalCase, World } from "./http-refusals.ts";

const OWN = { url: WEBHOOK_URL, events: ["message.created"], enabled: false };

/** A refused request of Grace's; `:desks` and `:shops` are the ids of webhooks of the desk's own and of an app. */
type Case = readonly [title: string, code: ProblemCode, route: string, body?: object];

const CREATE = "POST /api/webhooks";
const CASES: readonly Case[] = [
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

export const WEBHOOKS: readonly RefusalCase[] = CASES.map(([title, code, route, body]) => ({
  title,
  code,
  async arrange(world) {
    const { desks, shops } = await webhooks(world);
    const [method = "", path = ""] = route.split(" ");
    const asked = path.replace(":desks", desks).replace(":shops", shops);
    return () => world.grace.api.request(method, asked, body);
  },
}));

async function webhooks({ grace: { api } }: World): Promise<{ desks: string; shops: string }> {
  const { app } = await api.expect<{ app: OutsideApp }>("POST", "/api/apps", {});
  const make = async (webhook: object) =>
    (await api.expect<{ webhook: Webhook }>("POST", "/api/webhooks", webhook)).webhook.id;
  const ofShop = { appId: app.id, url: WEBHOOK_URL, events: ["channel_occupied"] };
  return { desks: await make(OWN), shops: await make(ofShop) };
}
