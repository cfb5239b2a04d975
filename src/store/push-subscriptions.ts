import type { Database } from "./database.ts";
import type { Tx } from "./group-commit.ts";
import { prepared } from "./prepared.ts";

/** A browser that takes push messages for somebody, for as long as they are signed in there. */
export interface PushSubscriptionRow {
  readonly id: number;
  readonly personId: number;
  readonly endpoint: string;
  /** The browser's public key and the secret shared with it, as base64url. */
  readonly p256dh: string;
  readonly auth: string;
}

/** How many browsers somebody has at most; the oldest makes room. */
const PER_PERSON_MAX = 20;

/**
 * Notes that a browser takes push messages for whoever is signed in there. An endpoint belongs to one browser, so it
 * moves to whoever signed in there last; noting it again is harmless. False when the session has ended.
 */
export async function savePushSubscription(
  tx: Tx,
  subscription: Omit<PushSubscriptionRow, "id"> & { tokenHash: string; at: number },
): Promise<boolean> {
  const { personId, tokenHash, endpoint, p256dh, auth, at } = subscription;
  const session = await tx.db
    .selectFrom("session")
    .select("id")
    .where("token_hash", "=", tokenHash)
    .executeTakeFirst();
  if (!session) return false;
  const said = { person_id: personId, session_id: session.id, p256dh, auth };
  await tx.db
    .insertInto("push_subscription")
    .values({ ...said, endpoint, created_at: at })
    .onConflict((conflict) => conflict.column("endpoint").doUpdateSet(said))
    .execute();
  await tx.db
    .deleteFrom("push_subscription")
    .where("person_id", "=", personId)
    .where("id", "not in", (query) =>
      query
        .selectFrom("push_subscription")
        .select("id")
        .where("person_id", "=", personId)
        .orderBy("id", "desc")
        .limit(PER_PERSON_MAX),
    )
    .execute();
  return true;
}

/** Forgets a browser of somebody's. One that is not known is forgotten already. */
export async function removePushSubscription(tx: Tx, personId: number, endpoint: string): Promise<void> {
  await tx.db
    .deleteFrom("push_subscription")
    .where("person_id", "=", personId)
    .where("endpoint", "=", endpoint)
    .execute();
}

/** Forgets a browser whose push service knows it no more. */
export async function endPushSubscription(tx: Tx, id: number): Promise<void> {
  await tx.db.deleteFrom("push_subscription").where("id", "=", id).execute();
}

/** All who have browsers that take push messages, by inner keys. */
export async function pushTakers(db: Database, now: number): Promise<Set<number>> {
  const rows = await takers.all(db, { now });
  return new Set(rows.map(({ personId }) => personId));
}

const takers = prepared((db, { now }: { now: number }) =>
  db
    .selectFrom("push_subscription")
    .innerJoin("session", "session.id", "push_subscription.session_id")
    .select("push_subscription.person_id as personId")
    .distinct()
    .where("session.expires_at", ">", now),
);

/** The browsers that somebody is signed in on and that take push messages, oldest first. */
export async function pushSubscriptionsOf(
  db: Database,
  personId: number,
  now: number,
): Promise<PushSubscriptionRow[]> {
  return await live(db, now).where("push_subscription.person_id", "=", personId).execute();
}

/** The browser with this inner key, unless its session has ended. */
export async function pushSubscriptionById(
  db: Database,
  id: number,
  now: number,
): Promise<PushSubscriptionRow | undefined> {
  return await live(db, now).where("push_subscription.id", "=", id).executeTakeFirst();
}

function live(db: Database, now: number) {
  return db
    .selectFrom("push_subscription")
    .innerJoin("session", "session.id", "push_subscription.session_id")
    .select([
      "push_subscription.id as id",
      "push_subscription.person_id as personId",
      "push_subscription.endpoint as endpoint",
      "push_subscription.p256dh as p256dh",
      "push_subscription.auth as auth",
    ])
    .where("session.expires_at", ">", now)
    .orderBy("push_subscription.id");
}
