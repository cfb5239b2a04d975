import { SignJWT, UnsecuredJWT } from "jose";
import type { ProblemCode } from "../../src/protocol/errors.ts";
import { HISTORY_PAGE, MESSAGE_TEXT_MAX, PERSON_NAME_MAX } from "../../src/protocol/resources.ts";
import { type Answer, Api } from "../helpers/api.ts";
import { type Cast, PASSWORD } from "../helpers/cast.ts";
import { meddle } from "../helpers/database.ts";
import type { InProcessApp } from "../helpers/start-app.ts";

/** What the requests are sent to: a desk that only serves pages of `ALLOWED_ORIGIN`. */
export interface World extends Cast {
  readonly app: InProcessApp;
  /** Vera's, answered by Ada. */
  readonly conversationId: string;
}

export const ALLOWED_ORIGIN = "https://shop.example";

/** A request that must be refused. What it needs is made first; only then the request itself is watched. */
export interface RefusalCase {
  readonly title: string;
  readonly code: ProblemCode;
  readonly arrange: (world: World) => (() => Promise<Answer>) | Promise<() => Promise<Answer>>;
}

const JSON_TYPE = { "content-type": "application/json" };
const words = (change: object = {}) => ({ clientId: crypto.randomUUID(), text: "Hello", ...change });

/** Vera posts exactly this text as a body. */
function raw(
  title: string,
  code: ProblemCode,
  body: string,
  headers: Record<string, string> = JSON_TYPE,
): RefusalCase {
  return {
    title,
    code,
    arrange: (world) => () =>
      world.vera.api.send("POST", `/api/conversations/${world.conversationId}/messages`, body, headers),
  };
}

/** A refused request by one of the cast; `:id` is the conversation's. */
export function asked(
  title: string,
  code: ProblemCode,
  who: "vera" | "omar" | "ada" | "ben" | "grace" | "nobody",
  route: string,
  body?: unknown,
): RefusalCase {
  const [method = "", path = ""] = route.split(" ");
  return {
    title,
    code,
    arrange: (world) => () => {
      const api = who === "nobody" ? world.nobody : world[who].api;
      return api.request(method, path.replace(":id", world.conversationId), body);
    },
  };
}

const MESSAGES = "POST /api/conversations/:id/messages";

export const MALFORMED: readonly RefusalCase[] = [
  raw("broken JSON", "malformed-json", '{"clientId":'),
  raw("a JSON text with something behind it", "malformed-json", `${JSON.stringify(words())}}`),
  raw("no body where one is needed", "malformed-json", ""),
  raw("JSON nested a hundred thousand deep", "too-large", "[".repeat(100_000)),
  raw("JSON nested as deep as a body may be", "malformed-json", "[".repeat(60_000)),
  raw("a body of text", "unsupported-media-type", JSON.stringify(words()), { "content-type": "text/plain" }),
  raw("a form, as any site can post one", "unsupported-media-type", "clientId=a&text=b", {
    "content-type": "application/x-www-form-urlencoded",
  }),
  raw("a body above 64 KiB", "too-large", JSON.stringify(words({ text: "x".repeat(70_000) }))),
];

export const INVALID: readonly RefusalCase[] = [
  asked("a list instead of an object", "invalid-input", "vera", MESSAGES, [words()]),
  asked("null instead of an object", "invalid-input", "vera", MESSAGES, null),
  asked("an unknown field", "invalid-input", "vera", MESSAGES, words({ senderRole: "agent" })),
  asked("a forgotten field", "invalid-input", "vera", MESSAGES, { text: "Hello" }),
  asked("a number for a text", "invalid-input", "vera", MESSAGES, words({ text: 5 })),
  asked("nothing but space for a text", "invalid-input", "vera", MESSAGES, words({ text: " \n\t " })),
  asked(
    "a text one character too long",
    "invalid-input",
    "vera",
    MESSAGES,
    words({ text: "x".repeat(MESSAGE_TEXT_MAX + 1) }),
  ),
  asked("a clientId with a space in it", "invalid-input", "vera", MESSAGES, words({ clientId: "a b" })),
  asked(
    "a clientId that is too long",
    "invalid-input",
    "vera",
    MESSAGES,
    words({ clientId: "a".repeat(65) }),
  ),
  asked("first words without words", "invalid-input", "vera", "POST /api/conversations", words({ text: "" })),
  asked(
    "a read marker of half a message",
    "invalid-input",
    "vera",
    "PUT /api/conversations/:id/read-marker",
    {
      upTo: 0.5,
    },
  ),
  asked(
    "a read marker before the beginning",
    "invalid-input",
    "vera",
    "PUT /api/conversations/:id/read-marker",
    {
      upTo: -1,
    },
  ),
  asked("a page of no messages", "invalid-input", "vera", "GET /api/conversations/:id/messages?limit=0"),
  asked(
    "a page above the longest",
    "invalid-input",
    "vera",
    `GET /api/conversations/:id/messages?limit=${HISTORY_PAGE + 1}`,
  ),
  asked("a page before no number", "invalid-input", "vera", "GET /api/conversations/:id/messages?before=x"),
  asked("a status that there is not", "invalid-input", "vera", "GET /api/conversations?status=lost"),
  asked("an availability in words", "invalid-input", "ada", "PUT /api/me/availability", { available: "yes" }),
  asked("an assignment to nobody", "invalid-input", "ada", "PUT /api/conversations/:id/assignment", {}),
  asked("an invitation as a customer", "invalid-input", "grace", "POST /api/invitations", {
    role: "customer",
  }),
  asked("a customer's name above the longest", "invalid-input", "nobody", "POST /api/customers", {
    name: "x".repeat(PERSON_NAME_MAX + 1),
  }),
  asked("a customer's address that is none", "invalid-input", "nobody", "POST /api/customers", {
    email: "vera",
  }),
  asked("a sign-in without a password", "invalid-input", "nobody", "POST /api/sessions", {
    email: "a@b.example",
  }),
  asked("a password that is too short", "invalid-input", "nobody", "POST /api/setup", {
    token: "x",
    name: "Mallory",
    email: "mallory@example.com",
    password: "short",
  }),
  asked("a socket id of letters", "invalid-input", "vera", "POST /api/realtime/auth", {
    socket_id: "a:b",
    channel_name: "private-x",
  }),
  asked("more channels than one request may name", "invalid-input", "vera", "POST /api/realtime/auth", {
    socket_id: "1.2",
    channels: Array.from({ length: 101 }, (_, i) => `private-${i}`),
  }),
];

export const UNKNOWN: readonly RefusalCase[] = [
  asked("a conversation that does not exist", "not-found", "vera", "GET /api/conversations/cnv_none"),
  asked(
    "a message into no conversation",
    "not-found",
    "vera",
    "POST /api/conversations/cnv_none/messages",
    words(),
  ),
  asked(
    "an assignment of no conversation",
    "not-found",
    "grace",
    "PUT /api/conversations/cnv_none/assignment",
    {
      agentId: "agt_none",
    },
  ),
  asked("an address in the API that there is not", "not-found", "vera", "GET /api/nowhere"),
  asked("a page that there is not", "not-found", "nobody", "GET /nowhere"),
  asked("a method that an address does not take", "not-found", "vera", "PATCH /api/conversations"),
  asked("a conversation of somebody else", "forbidden", "omar", "GET /api/conversations/:id"),
  asked("a message into somebody else's conversation", "forbidden", "omar", MESSAGES, words()),
  asked("an agent's message into a colleague's conversation", "forbidden", "ben", MESSAGES, words()),
  asked("an assignment to nobody there is", "agent-unknown", "ada", "PUT /api/conversations/:id/assignment", {
    agentId: "agt_none",
  }),
  {
    title: "an assignment to a customer",
    code: "agent-unknown",
    arrange: (world) => () =>
      world.ada.api.request("PUT", `/api/conversations/${world.conversationId}/assignment`, {
        agentId: world.omar.id,
      }),
  },
  {
    title: "a clientId that stands for another text already",
    code: "client-id-reused",
    arrange: async (world) => {
      const { clientId } = await world.vera.says(world.conversationId, "One thing");
      return () =>
        world.vera.api.request("POST", `/api/conversations/${world.conversationId}/messages`, {
          clientId,
          text: "Another thing",
        });
    },
  },
  {
    title: "first words anew under the clientId of an opened conversation",
    code: "client-id-reused",
    arrange: async (world) => {
      const { messages } = await world.omar.opens("One thing");
      const clientId = messages[0]?.clientId;
      return () => world.omar.api.request("POST", "/api/conversations", { clientId, text: "Another thing" });
    },
  },
];

export const FORGED: readonly RefusalCase[] = [
  asked("nobody's question who they are", "unauthenticated", "nobody", "GET /api/me"),
  {
    title: "a forged token",
    code: "unauthenticated",
    arrange: (world) => () =>
      new Api(world.app.url, { authorization: `Bearer ${"A".repeat(43)}` }).request("GET", "/api/me"),
  },
  {
    title: "a token that has expired",
    code: "unauthenticated",
    arrange: async (world) => {
      const { token } = await world.nobody.expect<{ token: string }>("POST", "/api/customers", {});
      meddle(world.app.dataDir, "update session set expires_at = 1 where id = (select max(id) from session)");
      return () => new Api(world.app.url, { authorization: `Bearer ${token}` }).request("GET", "/api/me");
    },
  },
  {
    title: "a session that was ended",
    code: "unauthenticated",
    arrange: async (world) => {
      const { token } = await world.nobody.expect<{ token: string }>("POST", "/api/customers", {});
      const api = new Api(world.app.url, { authorization: `Bearer ${token}` });
      await api.expect("DELETE", "/api/sessions/current");
      return () => api.request("GET", "/api/me");
    },
  },
  {
    title: "a customer's token in a cookie",
    code: "unauthenticated",
    arrange: (world) => () => {
      const token = world.vera.api.credentials["authorization"]?.slice("Bearer ".length);
      return new Api(world.app.url, { cookie: `deskbell_session=${token}` }).request("GET", "/api/me");
    },
  },
  {
    title: "an agent's session out of its cookie",
    code: "unauthenticated",
    arrange: (world) => () => {
      const token = world.ada.api.credentials["cookie"]?.split("=")[1];
      return new Api(world.app.url, { authorization: `Bearer ${token}` }).request("GET", "/api/me");
    },
  },
  asked("a wrong password", "wrong-credentials", "nobody", "POST /api/sessions", {
    email: "ada@desk.example",
    password: "not her password",
  }),
  asked("an address that nobody has", "wrong-credentials", "nobody", "POST /api/sessions", {
    email: "mallory@desk.example",
    password: PASSWORD,
  }),
  {
    title: "an agent's write from another site's page",
    code: "origin-refused",
    arrange: (world) => () =>
      world.ada.api.send(
        "POST",
        `/api/conversations/${world.conversationId}/messages`,
        JSON.stringify(words()),
        { ...JSON_TYPE, origin: ALLOWED_ORIGIN },
      ),
  },
  {
    title: "a page of an origin that the operator did not name",
    code: "origin-refused",
    arrange: (world) => () =>
      world.vera.api.send(
        "POST",
        `/api/conversations/${world.conversationId}/messages`,
        JSON.stringify(words()),
        { ...JSON_TYPE, origin: "https://elsewhere.example" },
      ),
  },
];

/** A forged or unfit identity, by how it is made of the desk's secret. */
function identity(title: string, make: (secret: Uint8Array) => string | Promise<string>): RefusalCase {
  return {
    title: `an identity ${title}`,
    code: "invalid-identity",
    arrange: async (world) => {
      const jwt = await make(new TextEncoder().encode(world.identitySecret));
      return () => world.nobody.request("POST", "/api/customers", { identity: jwt });
    },
  };
}

const claim = (claims: Record<string, unknown> = {}) => new SignJWT({ sub: "vera", ...claims });
const HS256 = { alg: "HS256" };

export const IDENTITIES: readonly RefusalCase[] = [
  identity("that is no JWT", () => "not.a.jwt"),
  identity("signed with another secret", () =>
    claim()
      .setProtectedHeader(HS256)
      .setExpirationTime("1h")
      .sign(new TextEncoder().encode("x".repeat(32))),
  ),
  identity("that is not signed at all", () =>
    new UnsecuredJWT({ sub: "vera" }).setExpirationTime("1h").encode(),
  ),
  identity("whose signature was cut off", async (secret) => {
    const jwt = await claim().setProtectedHeader(HS256).setExpirationTime("1h").sign(secret);
    return jwt.slice(0, jwt.lastIndexOf(".") + 1);
  }),
  identity("with other claims under its signature", async (secret) => {
    const jwt = await claim().setProtectedHeader(HS256).setExpirationTime("1h").sign(secret);
    const [header, , signature] = jwt.split(".");
    const claims = Buffer.from(JSON.stringify({ sub: "omar", exp: 4_000_000_000 })).toString("base64url");
    return `${header}.${claims}.${signature}`;
  }),
  identity("signed by another algorithm", (secret) =>
    claim().setProtectedHeader({ alg: "HS512" }).setExpirationTime("1h").sign(secret),
  ),
  identity("that has expired", (secret) =>
    claim().setProtectedHeader(HS256).setExpirationTime("1 hour ago").sign(secret),
  ),
  identity("that never expires", (secret) => claim().setProtectedHeader(HS256).sign(secret)),
  identity("that lives for a year", (secret) =>
    claim().setProtectedHeader(HS256).setExpirationTime("365d").sign(secret),
  ),
  identity("that is not valid yet", (secret) =>
    claim().setProtectedHeader(HS256).setNotBefore("1h").setExpirationTime("2h").sign(secret),
  ),
  identity("of nobody", (secret) =>
    new SignJWT({}).setProtectedHeader(HS256).setExpirationTime("1h").sign(secret),
  ),
  identity("of somebody without a name for it", (secret) =>
    claim({ sub: "" }).setProtectedHeader(HS256).setExpirationTime("1h").sign(secret),
  ),
];

async function inviteLink(world: World): Promise<string> {
  const { url } = await world.grace.api.expect<{ url: string }>("POST", "/api/invitations", {
    role: "agent",
  });
  return url.split("#")[1] ?? "";
}

const newcomer = (token: string, email: string) => ({ token, name: "Mallory", email, password: PASSWORD });

export const LINKS: readonly RefusalCase[] = [
  {
    title: "an invitation that was accepted before",
    code: "link-spent",
    arrange: async (world) => {
      const token = await inviteLink(world);
      const accept = (email: string) =>
        world.nobody.request("POST", "/api/invitations/acceptance", newcomer(token, email));
      await accept(`${token.slice(0, 10)}@example.com`);
      return () => accept("second@example.com");
    },
  },
  {
    title: "an invitation that has expired",
    code: "link-spent",
    arrange: async (world) => {
      const token = await inviteLink(world);
      meddle(world.app.dataDir, "update invitation set expires_at = 1 where spent_at is null");
      return () =>
        world.nobody.request("POST", "/api/invitations/acceptance", newcomer(token, "late@example.com"));
    },
  },
  {
    title: "an invitation used as a set-up link",
    code: "link-spent",
    arrange: async (world) => {
      const token = await inviteLink(world);
      return () => world.nobody.request("POST", "/api/setup", newcomer(token, "admin@example.com"));
    },
  },
  {
    title: "an address that a colleague has, in capitals too",
    code: "email-taken",
    arrange: async (world) => {
      const token = await inviteLink(world);
      return () =>
        world.nobody.request("POST", "/api/invitations/acceptance", newcomer(token, "ADA@desk.example"));
    },
  },
  {
    title: "an outside app whose id another one has",
    code: "app-exists",
    arrange: async ({ grace }) => {
      const id = `taken-${crypto.randomUUID()}`;
      await grace.api.expect("POST", "/api/apps", { id });
      return () => grace.api.request("POST", "/api/apps", { id });
    },
  },
  {
    title: "an outside app whose key another one has, which leaves no half of it",
    code: "app-exists",
    arrange: async ({ grace }) => {
      const key = `taken-${crypto.randomUUID()}`;
      await grace.api.expect("POST", "/api/apps", { key });
      return () => grace.api.request("POST", "/api/apps", { key });
    },
  },
];
