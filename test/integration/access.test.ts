import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ConversationList, ConversationSnapshot, OutsideApp } from "../../src/protocol/resources.ts";
import type { Team } from "../../src/protocol/teams.ts";
import type { Webhook, WebhookDelivery } from "../../src/protocol/webhooks.ts";
import type { Api } from "../helpers/api.ts";
import { type Cast, cast, customer, hires, type Player, signsIn } from "../helpers/cast.ts";
import { everythingStored, meddle, signChannel } from "../helpers/database.ts";
import { difference, NO_DIFFERENCE } from "../helpers/documents.ts";
import { TestSocket } from "../helpers/socket.ts";
import { type InProcessApp, startApp } from "../helpers/start-app.ts";
import {
  CHANNELS,
  EVERYBODY,
  MAIL_ENV,
  MATRIX,
  type Row,
  violations,
  WEBHOOK_URL,
  type Who,
} from "./access-matrix.ts";

let app: InProcessApp;
let people: Cast;

beforeAll(async () => {
  app = await startApp({ env: MAIL_ENV });
  people = await cast(app);
  await people.vera.api.expect("PUT", "/api/me/contact", { email: "vera@customer.example" });
  await people.ada.comesOnline();
});

afterAll(() => app[Symbol.asyncDispose]());

/** A conversation of Vera's that Ada answers. */
async function conversation(): Promise<ConversationSnapshot> {
  const snapshot = await people.vera.opens("Hello");
  expect(snapshot.conversation.assignee?.id).toBe(people.ada.id);
  return snapshot;
}

function player(who: Exclude<Who, "nobody">): Player {
  const { vera, omar, ada, ben, grace } = people;
  return { owner: vera, "other customer": omar, assignee: ada, "other agent": ben, admin: grace }[who];
}

/** The person's own way in; a session of its own where the request ends it. */
async function wayIn(who: Who, route = ""): Promise<Api> {
  if (who === "nobody") return people.nobody;
  const { api, person } = player(who);
  if (!route.endsWith("sessions/current")) return api;
  if (person.role === "customer") return (await customer(app, people.key, {})).api;
  return (await signsIn(app, people.key, person.name)).api;
}

/** An app of somebody else's, made for one request. */
async function hostedApp(): Promise<OutsideApp> {
  const { app: made } = await people.grace.api.expect<{ app: OutsideApp }>("POST", "/api/apps", {});
  return made;
}

/** A team of nobody's, made for one request. */
async function newTeam(): Promise<string> {
  const { team } = await people.grace.api.expect<{ team: Team }>("POST", "/api/teams", {
    name: crypto.randomUUID(),
  });
  return team.id;
}

/** Somebody who has just joined, for one request. */
async function newAgent(): Promise<string> {
  const name = `agent-${crypto.randomUUID()}`;
  return (await hires(app, people.key, people.grace, name)).id;
}

/** A file of a conversation's first message, as if it had come by e-mail. */
function newAttachment(conversationId: string): string {
  const id = `att_${crypto.randomUUID()}`;
  mkdirSync(join(app.dataDir, "attachments"), { recursive: true });
  writeFileSync(join(app.dataDir, "attachments", id), "bell");
  meddle(
    app.dataDir,
    `insert into attachment (public_id, message_id, name, type, size, path)
     select '${id}', min(message.id), 'a.txt', 'text/plain', 4, 'attachments/${id}' from message
     join conversation on conversation.id = conversation_id where conversation.public_id = '${conversationId}'`,
  );
  return id;
}

/** A webhook of such an app, which nothing happens to, and a delivery to it. */
async function hostedWebhook(): Promise<{ webhook: string; delivery: string }> {
  const { grace } = people;
  const { webhook } = await grace.api.expect<{ webhook: Webhook }>("POST", "/api/webhooks", {
    appId: (await hostedApp()).id,
    url: WEBHOOK_URL,
    events: ["channel_occupied"],
  });
  const { delivery } = await grace.api.expect<{ delivery: WebhookDelivery }>(
    "POST",
    `/api/webhooks/${webhook.id}/tests`,
  );
  return { webhook: webhook.id, delivery: delivery.id };
}

/** Sends the row's request as `who`, and makes sure that a refusal changes nothing. */
async function ask(route: string, row: Row, who: Who): Promise<number> {
  const { conversation: about } = await conversation();
  const [method = "", path = ""] = route.split(" ");
  const body = row.body?.({
    conversationId: about.id,
    teamId: about.team.id,
    assigneeId: people.ada.id,
    socketId: "123.456",
  });
  const api = await wayIn(who, route);
  const { id: outsideApp = "", keys = [] } = path.includes(":app") ? await hostedApp() : {};
  const { webhook, delivery } = /:(webhook|delivery)/.test(path)
    ? await hostedWebhook()
    : { webhook: "", delivery: "" };
  const team = path.includes(":team") ? await newTeam() : "";
  const agent = path.includes(":agent") ? await newAgent() : "";
  const attachment = path.includes(":attachment") ? newAttachment(about.id) : "";
  await app.application.switchboard.idle();
  const before = everythingStored(app.dataDir);
  const { status } = await api.request(
    method,
    path
      .replace(":attachment", attachment)
      .replace(":webhook", webhook)
      .replace(":delivery", delivery)
      .replace(":team", team)
      .replace(":agent", agent)
      .replace(":id", about.id)
      .replace(":app", outsideApp)
      .replace(":key", keys[0]?.key ?? ""),
    body,
  );
  if (status >= 400) expect(everythingStored(app.dataDir)).toBe(before);
  return status;
}

test("every route answers every kind of person as the matrix says, and a refusal changes nothing", async () => {
  expect(await violations(ask)).toEqual([]);
});

test("no route is missing from the matrix, and none in it is gone", () => {
  const routes = new Set(app.application.routes.map(({ method, path }) => `${method} ${path}`));
  expect(difference(routes, Object.keys(MATRIX))).toEqual(NO_DIFFERENCE);
});

test("the matrix could fail: a desk that took everybody for one who may is found out on every guarded route", async () => {
  const guarded = Object.entries(MATRIX).filter(
    ([, { expected }]) => new Set(Object.values(expected)).size > 1,
  );
  expect(guarded.length).toBeGreaterThan(10);
  for (const [route, row] of guarded) {
    // What is asked about may not be there, which only those learn who may ask.
    const allowed =
      EVERYBODY.find((who) => row.expected[who] < 400) ??
      EVERYBODY.find((who) => row.expected[who] !== 401 && row.expected[who] !== 403);
    if (allowed === undefined) throw new Error(`Nobody may ${route}`);
    const found = await violations(() => ask(route, row, allowed), { [route]: row });
    expect(found.length, route).toBeGreaterThan(0);
  }
});

test("a list holds one's own conversations and nobody else's", async () => {
  const { conversation: veras } = await conversation();
  const { conversation: omars } = await people.omar.opens("Hello");
  const listed = async (who: Exclude<Who, "nobody">) => {
    const { conversations } = await player(who).api.expect<ConversationList>("GET", "/api/conversations");
    return conversations.map(({ id }) => id).filter((id) => [veras.id, omars.id].includes(id));
  };
  expect(await listed("owner")).toEqual([veras.id]);
  expect(await listed("other customer")).toEqual([omars.id]);
  expect(await listed("assignee")).toEqual([omars.id, veras.id]);
  expect(await listed("other agent")).toEqual([]);
  expect(await listed("admin")).toEqual([]);
});

test("the identity secret is told to admins alone", async () => {
  const embed = async (who: Who) => (await (await wayIn(who)).request<object>("GET", "/api/embed")).body;
  for (const who of EVERYBODY) {
    const told = Object.keys(await embed(who)).includes("identitySecret");
    expect(told, who).toBe(who === "admin");
  }
});

for (const { kind, name, allowed } of CHANNELS) {
  test(`[K1] the desk signs ${kind} for ${allowed.join(" and ") || "nobody"}, alone or in a list`, async () => {
    const { conversation: about } = await conversation();
    const channel = name({
      conversationId: about.id,
      teamId: about.team.id,
      assigneeId: people.ada.id,
    });
    for (const who of EVERYBODY) {
      const api = await wayIn(who);
      const alone = await api.request("POST", "/api/realtime/auth", {
        socket_id: "123.456",
        channel_name: channel,
      });
      const listed = await api.request<{ channels?: Record<string, { status?: number }> }>(
        "POST",
        "/api/realtime/auth",
        { socket_id: "123.456", channels: [channel] },
      );
      const refusal = who === "nobody" ? 401 : 403;
      expect(alone.status, who).toBe(allowed.includes(who) ? 200 : refusal);
      expect(listed.status, who).toBe(who === "nobody" ? 401 : 200);
      expect(listed.body.channels?.[channel]?.status, who).toBe(
        who === "nobody" || allowed.includes(who) ? undefined : 403,
      );
    }
  });

  test(`[S5] even with a signature that fits, ${kind} is joined by ${allowed.join(" and ") || "nobody"}`, async () => {
    const { conversation: about } = await conversation();
    const channel = name({
      conversationId: about.id,
      teamId: about.team.id,
      assigneeId: people.ada.id,
    });
    for (const who of EVERYBODY) {
      await using socket = await TestSocket.open(app.url, { api: people.nobody, key: people.key });
      const userId = who === "nobody" ? undefined : player(who).id;
      socket.requestSubscription(channel, signChannel(app.dataDir, socket.socketId, channel, userId));
      const { event, data } = await socket.next();
      if (allowed.includes(who)) expect(event, who).toBe("realtime:subscription_succeeded");
      else
        expect({ event, status: data.status }, who).toEqual({
          event: "realtime:subscription_error",
          status: 403,
        });
      await socket.silence();
    }
  });
}
