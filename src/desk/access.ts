import { parseDeskChannel } from "../protocol/channels.ts";
import type { Side } from "../protocol/resources.ts";
import {
  type ConversationRow,
  conversationByPublicId,
  type Parties,
  partiesBeside,
} from "../store/conversations.ts";
import type { Database } from "../store/database.ts";
import { type PersonRow, personByPublicId } from "../store/people.ts";
import { Refusal } from "./refusal.ts";

/** Who asks; undefined is somebody who is not signed in. */
export type Actor = PersonRow | undefined;

/** What somebody wants of a conversation: to take part in it, or to decide whose it is. */
export type Purpose = "take-part" | "assign";

const JUDGED = Symbol("judged");

/**
 * A conversation that its holder may work with. Verbs take one of these and this file alone makes them, so there is no
 * way to hold a conversation but through the judgement.
 */
export interface HeldConversation extends ConversationRow {
  readonly [JUDGED]: true;
}

/** The only judge of who may see and do what, for routes and channels alike. */
export const access = {
  /** Anybody signed in. Throws `unauthenticated`. */
  person(actor: Actor): PersonRow {
    if (!actor) throw new Refusal("unauthenticated");
    return actor;
  },

  /** A customer. Throws `unauthenticated` or `forbidden`. */
  customer(actor: Actor): PersonRow {
    const person = access.person(actor);
    if (person.role !== "customer") throw new Refusal("forbidden", "Only customers open conversations.");
    return person;
  },

  /** Somebody who answers: an agent or an admin. Throws `unauthenticated` or `forbidden`. */
  agent(actor: Actor): PersonRow {
    const person = access.person(actor);
    if (person.role === "customer") throw new Refusal("forbidden", "This is for those who answer.");
    return person;
  },

  /** Throws `unauthenticated` or `forbidden`. */
  admin(actor: Actor): PersonRow {
    const person = access.person(actor);
    if (person.role !== "admin") throw new Refusal("forbidden", "Ask an admin of this desk to do it.");
    return person;
  },

  /**
   * The conversation with this public id: for its customer and its assignee; to assign it, for an admin as well.
   * Throws `unauthenticated`, `not-found` or `forbidden`.
   */
  async conversation(
    db: Database,
    actor: Actor,
    id: string,
    purpose: Purpose = "take-part",
  ): Promise<HeldConversation> {
    const person = access.person(actor);
    const row = await conversationByPublicId(db, id);
    if (!row) throw new Refusal("not-found", "There is no such conversation.");
    if (!mayHold(person, row, purpose)) throw new Refusal("forbidden", "This conversation is not yours.");
    return row as HeldConversation;
  },

  /** Whether somebody may be on a channel now. Names that the desk does not use are nobody's. */
  async channel(db: Database, actor: Actor, name: string): Promise<boolean> {
    const channel = parseDeskChannel(name);
    if (!actor || !channel) return false;
    if (channel.of === "agent") return actor.role !== "customer" && actor.publicId === channel.id;
    const row = await conversationByPublicId(db, channel.id);
    return row !== undefined && mayHold(actor, row, "take-part");
  },

  /** The same for somebody known by public id alone, as a subscription's signature names them. */
  async channelOf(db: Database, personId: string | undefined, name: string): Promise<boolean> {
    const channel = parseDeskChannel(name);
    if (personId === undefined || !channel) return false;
    if (channel.of === "agent") return access.channel(db, await personByPublicId(db, personId), name);
    const row = await partiesBeside(db, channel.id, personId);
    if (!row || row.personKey === null || row.role === null) return false;
    return mayHold({ id: row.personKey, role: row.role }, row, "take-part");
  },
};

/** Which side of a conversation somebody speaks for. */
export function sideOf(person: PersonRow): Side {
  return person.role === "customer" ? "customer" : "agent";
}

function mayHold(person: Pick<PersonRow, "id" | "role">, row: Parties, purpose: Purpose): boolean {
  if (person.role === "customer") return purpose === "take-part" && row.customerId === person.id;
  return row.assigneeId === person.id || (purpose === "assign" && person.role === "admin");
}
