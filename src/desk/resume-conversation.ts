import { createSecretKey } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import type { Person } from "../protocol/resources.ts";
import { conversationById, conversationByPublicId } from "../store/conversations.ts";
import { personById, personByPublicId, toPerson } from "../store/people.ts";
import type { Desk } from "./desk.ts";
import { Refusal } from "./refusal.ts";
import { beginSession } from "./session.ts";

/** How long a link in a mail leads into the conversation, in seconds. */
const LINK_S = 30 * 24 * 60 * 60;
const AUDIENCE = "resume";

/**
 * A link that leads the customer into the conversation on any device. Its token stands behind a `#`, so that it
 * reaches no server's log. Inner keys name both.
 */
export async function resumeUrl(
  desk: Desk,
  { customerId, conversationId }: { customerId: number; conversationId: number },
): Promise<string> {
  const { db } = desk.store;
  const issuedAt = Math.floor(desk.now() / 1000);
  const token = await new SignJWT({ conversation: (await conversationById(db, conversationId)).publicId })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject((await personById(db, customerId)).publicId)
    .setAudience(AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + LINK_S)
    .sign(keyOf(desk));
  return `${desk.publicUrl()}/chat#resume=${token}`;
}

/**
 * Begins a session for the device of whoever has the link: the mail went to the customer's own address. It can be
 * used until it expires, on as many devices as they like. Throws `link-spent`.
 */
export async function resumeConversation(
  desk: Desk,
  token: string,
): Promise<{ token: string; customer: Person; conversationId: string }> {
  const { subject, conversation } = await readToken(desk, token);
  return await desk.store.transact(async (tx) => {
    const customer = await personByPublicId(tx.db, subject);
    const row = await conversationByPublicId(tx.db, conversation);
    if (customer?.role !== "customer" || row?.customerId !== customer.id) throw spent();
    return {
      token: await beginSession(tx, customer, desk.now()),
      customer: toPerson(customer),
      conversationId: row.publicId,
    };
  });
}

async function readToken(desk: Desk, token: string): Promise<{ subject: string; conversation: string }> {
  const { payload } = await jwtVerify(token, keyOf(desk), {
    algorithms: ["HS256"],
    audience: AUDIENCE,
    currentDate: new Date(desk.now()),
    requiredClaims: ["sub", "exp", "conversation"],
  }).catch(() => {
    throw spent();
  });
  return { subject: payload.sub ?? "", conversation: String(payload["conversation"]) };
}

function spent(): Refusal {
  return new Refusal("link-spent", "Use the link of a newer mail, or write to us anew.");
}

function keyOf({ mail }: Desk) {
  return createSecretKey(mail.secret, "utf8");
}
