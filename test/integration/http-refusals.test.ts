import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { connect } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { PROBLEMS } from "../../src/protocol/errors.ts";
import { Api } from "../helpers/api.ts";
import { cast } from "../helpers/cast.ts";
import { everythingStored } from "../helpers/database.ts";
import { startApp } from "../helpers/start-app.ts";
import {
  ALLOWED_ORIGIN,
  FORGED,
  IDENTITIES,
  INVALID,
  LINKS,
  MALFORMED,
  type RefusalCase,
  UNKNOWN,
  type World,
} from "./http-refusals.ts";
import { MAILS } from "./mail-refusals.ts";
import { NOTIFICATIONS } from "./notification-refusals.ts";
import { ROUTING } from "./routing-refusals.ts";
import { WEBHOOKS } from "./webhook-refusals.ts";

let world: World;

beforeAll(async () => {
  const app = await startApp({ env: { ALLOWED_ORIGINS: ALLOWED_ORIGIN } });
  const people = await cast(app);
  await people.ada.comesOnline();
  const { conversation } = await people.vera.opens("Hello");
  world = { app, ...people, conversationId: conversation.id };
});

afterAll(() => world.app[Symbol.asyncDispose]());

const groups: Record<string, readonly RefusalCase[]> = {
  "bodies that can't be read": MALFORMED,
  "input that is wrong": INVALID,
  "things that are not there or not yours": UNKNOWN,
  "people who are not who they say": FORGED,
  "identities that don't hold": IDENTITIES,
  "links that don't open": LINKS,
  "webhooks that can't be": WEBHOOKS,
  "mail that can't be": MAILS,
  "routing that can't be": ROUTING,
  "notifications that can't be": NOTIFICATIONS,
};

for (const [group, cases] of Object.entries(groups))
  describe(group, () => {
    test.each(cases.map(({ title, code, arrange }) => [title, code, arrange] as const))(
      "%s is refused as %s, and nothing is written",
      async (_, code, arrange) => {
        const ask = await arrange(world);
        await world.app.application.switchboard.idle();
        const before = everythingStored(world.app.dataDir);
        const answer = await ask();
        expect(answer.body).toMatchObject({
          type: "about:blank",
          code,
          status: PROBLEMS[code].status,
          title: PROBLEMS[code].title,
        });
        expect(answer.status).toBe(PROBLEMS[code].status);
        expect(everythingStored(world.app.dataDir)).toBe(before);
        expect((await world.nobody.request("GET", "/health")).status).toBe(200);
      },
    );
  });

test("a flood of messages, customers or sign-ins is told when to come back, and goes no further", async () => {
  const env = { MESSAGES_PER_MINUTE: "3", CUSTOMERS_PER_MINUTE: "4", SIGN_INS_PER_MINUTE: "4" };
  await using app = await startApp({ env });
  const { vera, nobody } = await cast(app);
  const { conversation } = await vera.opens("Hello");
  const floods: Record<string, () => ReturnType<typeof nobody.request>> = {
    messages: () =>
      vera.api.request("POST", `/api/conversations/${conversation.id}/messages`, {
        clientId: crypto.randomUUID(),
        text: "Hello?",
      }),
    customers: () => nobody.request("POST", "/api/customers", {}),
    "sign-ins": () => nobody.request("POST", "/api/sessions", { email: "a@b.example", password: "x" }),
  };
  for (const [what, ask] of Object.entries(floods)) {
    let answer = await ask();
    for (let i = 0; i < 5 && answer.code !== "too-many-requests"; i++) answer = await ask();
    expect(answer.code, what).toBe("too-many-requests");
    const before = everythingStored(app.dataDir);
    answer = await ask();
    expect(answer.code, what).toBe("too-many-requests");
    expect(Number(answer.headers.get("retry-after")), what).toBeGreaterThan(0);
    expect(everythingStored(app.dataDir), what).toBe(before);
  }
});

test("who has a whole network of IPv6 addresses is one sender, and the next network another", async () => {
  await using app = await startApp({ env: { SIGN_INS_PER_MINUTE: "1", TRUST_PROXY: "1" } });
  const signInFrom = (address: string) =>
    new Api(app.url, { "x-forwarded-for": address }).request("POST", "/api/sessions", {
      email: "ada@desk.example",
      password: "a guess",
    });
  expect((await signInFrom("2001:db8:1:2::1")).code).toBe("wrong-credentials");
  expect((await signInFrom("2001:db8:1:2:ffff::7")).code).toBe("too-many-requests");
  expect((await signInFrom("2001:db8:1:3::1")).code).toBe("wrong-credentials");
});

test("a database that can't be written to is told as unavailable, and serves again when it can", async () => {
  const path = `/api/conversations/${world.conversationId}/messages`;
  const words = { clientId: crypto.randomUUID(), text: "Is anybody writing this down?" };
  const before = everythingStored(world.app.dataDir);
  const intruder = new DatabaseSync(`${world.app.dataDir}/deskbell.db`);
  intruder.exec("begin immediate");
  expect((await world.vera.api.request("POST", path, words)).code).toBe("unavailable");
  expect((await world.vera.api.request("GET", path)).status).toBe(200);
  intruder.exec("rollback");
  intruder.close();
  expect(everythingStored(world.app.dataDir)).toBe(before);
  expect((await world.vera.api.request("POST", path, words)).status).toBe(201);
});

test.each(["/api/conversations", "/apps/1/events"])(
  "a body beyond all measure to %s is refused with a reason before it is there, and nothing is written",
  async (path) => {
    const before = everythingStored(world.app.dataDir);
    const { hostname, port } = new URL(world.app.url);
    const socket = connect(Number(port), hostname);
    const credentials = `authorization: ${world.vera.api.credentials["authorization"]}`;
    const head = [`POST ${path} HTTP/1.1`, "host: desk", credentials, "content-type: application/json"];
    // Chunks without an end, or a length without a body.
    const endless = path.startsWith("/apps/");
    socket.write(
      [...head, endless ? "transfer-encoding: chunked" : "content-length: 9000000000000", "", ""].join(
        "\r\n",
      ),
    );
    const chunk = "x".repeat(0x10000);
    if (endless) for (let sent = 0; sent < 20; sent++) socket.write(`10000\r\n${chunk}\r\n`);
    let answer = "";
    for await (const part of socket) {
      answer += String(part);
      if (answer.includes("too-large")) break;
    }
    expect(answer).toStartWith("HTTP/1.1 413 ");
    expect(everythingStored(world.app.dataDir)).toBe(before);
  },
);

const strangeTexts = {
  "emoji of several code points": "👩‍👩‍👧‍👦 🏳️‍🌈",
  "right-to-left words": "שלום ‏عليكم",
  "markup and quotes": `<img src=x onerror=alert(1)> ' " ; drop table message; --`,
  "a NUL character": "before\u0000after",
  "half a surrogate pair": "before\ud83dafter",
  "line separators": "one\u2028two\u2029three",
};

test.each(Object.entries(strangeTexts))(
  "a text with %s comes back the same everywhere, and its repeat is harmless",
  async (_, text) => {
    const { vera, ada, conversationId } = world;
    const socket = await ada.follows(conversationId);
    const clientId = crypto.randomUUID();
    const said = await vera.says(conversationId, text, clientId);
    // Half a character can't be kept; it becomes the sign for one that is missing.
    expect(said.text).toBe(text.replace(/\p{Surrogate}/u, "\ufffd"));
    const delivered = await socket.nextOf("message:new");
    const { messages } = await ada.sees(conversationId);
    expect(delivered.data).toEqual({ ...said });
    expect(messages.at(-1)).toEqual(said);
    expect(await vera.says(conversationId, text, clientId)).toEqual(said);
  },
);

test("what a customer of an allowed origin asks is answered to their page", async () => {
  const answer = await world.vera.api.send("GET", "/api/me", undefined, { origin: ALLOWED_ORIGIN });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("access-control-allow-origin")).toBe(ALLOWED_ORIGIN);
  expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
});
