import { SignJWT } from "jose";
import type { ProblemCode } from "../../src/protocol/errors.ts";
import { query } from "../helpers/database.ts";
import type { RefusalCase, World } from "./http-refusals.ts";

/** A refused request; `:id` is the conversation's. */
function asked(
  title: string,
  code: ProblemCode,
  who: "vera" | "omar" | "ben" | "grace" | "nobody",
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

/** A link whose token is made of the desk's own secret, as no desk would make it. */
function link(title: string, make: (world: World, secret: Uint8Array) => Promise<string>): RefusalCase {
  return {
    title: `a link ${title}`,
    code: "link-spent",
    arrange: async (world) => {
      const [row] = query(world.app.dataDir, "select value from setting where name = 'mail_secret'");
      const token = await make(world, new TextEncoder().encode(String(row?.["value"])));
      return () => world.nobody.request("POST", "/api/resumptions", { token });
    },
  };
}

const claims = ({ conversationId, vera }: World, change: { sub?: string; aud?: string } = {}) =>
  new SignJWT({ conversation: conversationId })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(change.sub ?? vera.id)
    .setAudience(change.aud ?? "resume");

const TRANSCRIPT = "/api/conversations/:id/transcript";

/** On a desk without mail. */
export const MAILS: readonly RefusalCase[] = [
  asked("a transcript by mail without a mail server", "mail-off", "vera", `POST ${TRANSCRIPT}`),
  asked("a transcript of somebody else's conversation", "forbidden", "omar", `GET ${TRANSCRIPT}`),
  asked("a transcript by mail of a colleague's conversation", "forbidden", "ben", `POST ${TRANSCRIPT}`),
  asked("a transcript of no conversation", "not-found", "vera", "GET /api/conversations/cnv_none/transcript"),
  asked("a transcript in a form that there is not", "invalid-input", "vera", `GET ${TRANSCRIPT}?format=pdf`),
  asked("an attachment that there is not", "not-found", "vera", "GET /api/attachments/att_none"),
  asked("the desk's mail to one who answers", "forbidden", "ben", "GET /api/mail"),
  asked("an answer by mail on a desk that reads none", "mail-off", "nobody", "POST /inbound/email", {
    From: "vera@customer.example",
  }),
  asked("a link without its token", "invalid-input", "nobody", "POST /api/resumptions", {}),
  asked("a link that is none", "link-spent", "nobody", "POST /api/resumptions", { token: "a.b.c" }),
  link("that is signed with another secret", (world) =>
    claims(world)
      .setExpirationTime("1h")
      .sign(new TextEncoder().encode("x".repeat(32))),
  ),
  link("that has expired", (world, secret) => claims(world).setExpirationTime("1 hour ago").sign(secret)),
  link("that never expires", (world, secret) => claims(world).sign(secret)),
  link("that was made for something else", (world, secret) =>
    claims(world, { aud: "other" }).setExpirationTime("1h").sign(secret),
  ),
  link("into a conversation of somebody else", (world, secret) =>
    claims(world, { sub: world.omar.id }).setExpirationTime("1h").sign(secret),
  ),
  link("that would make somebody an agent", (world, secret) =>
    claims(world, { sub: world.ada.id }).setExpirationTime("1h").sign(secret),
  ),
];
