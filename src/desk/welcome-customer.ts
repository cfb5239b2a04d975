import { createSecretKey } from "node:crypto";
import { jwtVerify } from "jose";
import { PERSON_NAME_MAX, type Person } from "../protocol/resources.ts";
import { insertCustomer, toPerson, upsertIdentifiedCustomer } from "../store/people.ts";
import type { Desk } from "./desk.ts";
import { Refusal } from "./refusal.ts";
import { beginSession } from "./session.ts";

/** An identity must be short-lived: a token that leaks from a page must soon be worthless. */
const IDENTITY_MAX_AGE_S = 24 * 60 * 60;
const EXTERNAL_ID_MAX = 200;
const EMAIL_MAX = 254;

/** What a device tells of its customer; `identity` is a JWT signed by the host site's backend. */
export interface Introduction {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly identity?: string | undefined;
}

/**
 * Recognises or makes a customer and begins a session for the device. Only an identity makes two devices the same
 * customer; a name and an address that the customer typed prove nothing. Throws `invalid-identity`.
 */
export async function welcomeCustomer(
  desk: Desk,
  introduction: Introduction,
): Promise<{ token: string; customer: Person }> {
  const identity =
    introduction.identity === undefined ? undefined : await verifyIdentity(desk, introduction.identity);
  return await desk.store.transact(async (tx) => {
    const at = desk.now();
    const customer = identity
      ? await upsertIdentifiedCustomer(tx, { ...identity, at })
      : await insertCustomer(tx, {
          name: introduction.name ?? "Visitor",
          email: introduction.email ?? null,
          externalId: null,
          at,
        });
    return { token: await beginSession(tx, customer, at), customer: toPerson(customer) };
  });
}

async function verifyIdentity(
  desk: Desk,
  jwt: string,
): Promise<{ externalId: string; name: string | undefined; email: string | null }> {
  const key = createSecretKey(desk.identitySecret, "utf8");
  const now = new Date(desk.now());
  // Naming the algorithm shuts out "none" and every confusion of keys.
  const { payload } = await jwtVerify(jwt, key, {
    algorithms: ["HS256"],
    currentDate: now,
    requiredClaims: ["sub", "exp"],
  }).catch(() => {
    throw new Refusal("invalid-identity", "Have your backend sign a fresh one with the identity secret.");
  });
  const { sub = "", exp = 0, name, email } = payload;
  if (exp - now.getTime() / 1000 > IDENTITY_MAX_AGE_S)
    throw new Refusal("invalid-identity", "Let it expire within 24 hours.");
  if (sub === "" || sub.length > EXTERNAL_ID_MAX)
    throw new Refusal("invalid-identity", `sub must have 1 to ${EXTERNAL_ID_MAX} characters.`);
  return {
    externalId: sub,
    name: typeof name === "string" && name.trim() !== "" ? name.trim().slice(0, PERSON_NAME_MAX) : undefined,
    email: typeof email === "string" ? email.slice(0, EMAIL_MAX) : null,
  };
}
