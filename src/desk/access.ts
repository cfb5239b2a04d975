import { parseDeskChannel } from "../protocol/channels.ts";
import type { Side } from "../protocol/resources.ts";
import { type Answer, whenKnown } from "../store/answer.ts";
import { type ConversationRow, conversationByPublicId, partiesOf } from "../store/conversations.ts";
import type { Database } from "../store/database.ts";
import { isDeactivated, type PersonRow, personByPublicId } from "../store/people.ts";
import { isMember, type TeamRow, teamByPublicId } from "../store/teams.ts";
import { Refusal } from "./refusal.ts";

/** Who asks; undefined is somebody who is not signed in. */
export type Actor = PersonRow | undefined;

/**
 * What somebody wants of a conversation: to take part in it, to look at it without taking part, or to decide whose it
 * is. Admins may look at every one and decide about it; the members of a team at what waits in its queue.
 */
export type Purpose = "take-part" | "look" | "assign";

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
   * The conversation with this public id, if the actor may do with it what they want. Throws `unauthenticated`,
   * `not-found` or `forbidden`; `already-taken` when it waited for the actor's team and somebody was faster.
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
    if (mayTakePart(person, row)) return row as HeldConversation;
    if (purpose !== "take-part" && (await isStaffOf(db, person, row))) {
      if (person.role === "admin" || row.waitingSince !== null) return row as HeldConversation;
      if (purpose === "assign" && row.status === "open")
        throw new Refusal("already-taken", "Choose another one from the queue.");
    }
    throw new Refusal("forbidden", "This conversation is not yours.");
  },

  /** The team with this public id, for its members and for admins. Throws `unauthenticated`, `forbidden`, `not-found`. */
  async team(db: Database, actor: Actor, id: string): Promise<TeamRow> {
    const person = access.agent(actor);
    const team = await teamByPublicId(db, id);
    if (!team) throw new Refusal("not-found", "There is no such team.");
    if (person.role !== "admin" && !(await isMember(db, team.id, person.id)))
      throw new Refusal("forbidden", "You are not in this team.");
    return team;
  },

  /** Whether somebody may be on a channel now. Names that the desk does not use are nobody's. */
  async channel(db: Database, actor: Actor, name: string): Promise<boolean> {
    const channel = parseDeskChannel(name);
    if (!channel) return false;
    const { of, id } = channel;
    if (of === "team") return (await teamByPublicId(db, id)) !== undefined;
    if (!actor) return false;
    if (of === "agent") return actor.role !== "customer" && actor.publicId === id;
    if (of === "team-queue") return await isGranted(access.team(db, actor, id));
    if (of === "staff")
      return actor.role !== "customer" && (await isGranted(access.conversation(db, actor, id, "look")));
    const row = await conversationByPublicId(db, id);
    return row !== undefined && mayTakePart(actor, row);
  },

  /**
   * Judges of a channel somebody known by public id alone, as a subscription's signature names them. What is said of a
   * conversation's channel holds until the conversation changes hands.
   */
  judgeOf(db: Database, name: string): Answer<(personId: string | undefined) => Answer<boolean>> {
    const channel = parseDeskChannel(name);
    if (channel?.of !== "conversation") return (personId) => isOnOther(db, personId, name);
    return whenKnown(partiesOf(db, channel.id), (row) => {
      const { customer, assignee } = row ?? {};
      return (personId) => personId !== undefined && (personId === customer || personId === assignee);
    });
  },
};

async function isOnOther(db: Database, personId: string | undefined, name: string): Promise<boolean> {
  const person = personId === undefined ? undefined : await personByPublicId(db, personId);
  const isGone = person !== undefined && (await isDeactivated(db, person.id));
  return await access.channel(db, isGone ? undefined : person, name);
}

/** Which side of a conversation somebody speaks for. */
export function sideOf(person: PersonRow): Side {
  return person.role === "customer" ? "customer" : "agent";
}

/** The customer whose it is, and the agent whom it is assigned to: nobody else. */
function mayTakePart(person: Pick<PersonRow, "id" | "role">, row: ConversationRow): boolean {
  return person.role === "customer" ? row.customerId === person.id : row.assigneeId === person.id;
}

async function isStaffOf(db: Database, person: PersonRow, row: ConversationRow): Promise<boolean> {
  if (person.role === "customer") return false;
  return person.role === "admin" || (await isMember(db, row.teamId, person.id));
}

async function isGranted(judgement: Promise<unknown>): Promise<boolean> {
  try {
    await judgement;
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
