import { type Kysely, sql } from "kysely";
import { DEFAULT_TEAM_SETTINGS } from "../../protocol/teams.ts";
import { newPublicId } from "../public-id.ts";

/** Teams, what routing must know of agents and conversations, timers, and what people are told of by other ways. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await teams(db);
  await agents(db);
  await conversations(db);
  await assignments(db);
  await notices(db);
}

async function teams({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("team")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("public_id", "text", (c) => c.notNull().unique())
    .addColumn("slug", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("is_default", "integer", (c) => c.notNull())
    .addColumn("settings", "text", (c) => c.notNull())
    .addColumn("status", "text")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("removed_at", "bigint")
    .execute();
  await schema
    .createIndex("team_slug")
    .unique()
    .on("team")
    .column("slug")
    .where(sql.ref("removed_at"), "is", null)
    .execute();
  await schema
    .createTable("team_member")
    .addColumn("team_id", "integer", (c) => c.notNull().references("team.id"))
    .addColumn("person_id", "integer", (c) => c.notNull().references("person.id"))
    .addPrimaryKeyConstraint("team_member_pk", ["team_id", "person_id"])
    .execute();
  await schema.createIndex("team_of_member").on("team_member").column("person_id").execute();
}

/** Everybody who answers so far is in the first team. */
async function agents(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  await sql`insert into team (public_id, slug, name, is_default, settings, created_at)
    values (${newPublicId("team")}, 'support', 'Support', 1, ${JSON.stringify(DEFAULT_TEAM_SETTINGS)}, 0)`.execute(
    db,
  );
  await sql`insert into team_member (team_id, person_id)
    select team.id, agent.person_id from agent cross join team`.execute(db);
  await schema.alterTable("agent").addColumn("capacity", "integer").execute();
  await schema
    .alterTable("agent")
    .addColumn("load", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
  await schema.alterTable("agent").addColumn("deactivated_at", "bigint").execute();
  await schema.alterTable("agent").addColumn("notifications", "text").execute();
  await schema
    .createTable("agent_skill")
    .addColumn("person_id", "integer", (c) => c.notNull().references("person.id"))
    .addColumn("skill", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("agent_skill_pk", ["person_id", "skill"])
    .execute();
  await sql`update agent set load = (
    select count(*) from conversation where assignee_id = agent.person_id and status = 'open')`.execute(db);
  // The end of the round is found without looking at everybody.
  await schema.createIndex("agent_in_turn").on("agent").column("last_assignment").execute();
  await schema
    .createIndex("agent_on_duty")
    .on("agent")
    .column("last_assignment")
    .where(sql.ref("available"), "=", sql.lit(1))
    .where(sql.ref("online"), "=", sql.lit(1))
    .execute();
}

async function conversations(db: Kysely<unknown>): Promise<void> {
  const { schema } = db;
  const flag = (name: string, value: 0 | 1) =>
    schema
      .alterTable("conversation")
      .addColumn(name, "integer", (c) => c.notNull().defaultTo(value))
      .execute();
  await schema
    .alterTable("conversation")
    .addColumn("team_id", "integer", (c) => c.references("team.id"))
    .execute();
  await schema.alterTable("conversation").addColumn("waiting_since", "bigint").execute();
  await schema
    .alterTable("conversation")
    .addColumn("waits_from", "bigint", (c) => c.notNull().defaultTo(0))
    .execute();
  await flag("answered", 0);
  await flag("accepted", 1);
  await flag("assignee_away", 0);
  await schema.alterTable("conversation").addColumn("accept_by", "bigint").execute();
  await schema.alterTable("conversation").addColumn("snoozed_until", "bigint").execute();
  await schema.alterTable("conversation").addColumn("queue_position", "integer").execute();
  await schema.alterTable("conversation").addColumn("queue_wait", "integer").execute();
  await flag("emailed_up_to", 0);
  await schema.alterTable("person").addColumn("last_agent_id", "integer").execute();

  await sql`update conversation set team_id = (select id from team where is_default = 1),
    waits_from = created_at, waiting_since = case when assignee_id is null and status = 'open' then created_at end,
    answered = case when assignee_id is not null then 1 else 0 end`.execute(db);
  await sql`update person set last_agent_id = (
    select assignee_id from conversation where customer_id = person.id and assignee_id is not null
    order by updated_at desc limit 1) where role = 'customer'`.execute(db);

  await schema.dropIndex("conversation_waiting").execute();
  await schema
    .createIndex("conversation_waiting")
    .on("conversation")
    .columns(["team_id", "waiting_since", "id"])
    .where(sql.ref("waiting_since"), "is not", null)
    .execute();
  await schema
    .createIndex("conversation_by_silence")
    .on("conversation")
    .columns(["team_id", "updated_at"])
    .where(sql.ref("status"), "=", sql.lit("open"))
    .execute();

  await schema
    .createTable("conversation_label")
    .addColumn("conversation_id", "integer", (c) => c.notNull().references("conversation.id"))
    .addColumn("label", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("conversation_label_pk", ["conversation_id", "label"])
    .execute();
  await schema
    .createTable("conversation_pass")
    .addColumn("conversation_id", "integer", (c) => c.notNull().references("conversation.id"))
    .addColumn("person_id", "integer", (c) => c.notNull().references("person.id"))
    .addPrimaryKeyConstraint("conversation_pass_pk", ["conversation_id", "person_id"])
    .execute();
}

async function assignments({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("assignment")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("conversation_id", "integer", (c) => c.notNull().references("conversation.id"))
    .addColumn("team_id", "integer", (c) => c.notNull().references("team.id"))
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("because", "text")
    .addColumn("agent_id", "integer", (c) => c.references("person.id"))
    .addColumn("by_id", "integer", (c) => c.references("person.id"))
    .addColumn("note", "text")
    .addColumn("strategy", "text")
    .addColumn("load", "integer")
    .addColumn("eligible", "integer")
    .addColumn("waited_ms", "bigint")
    .addColumn("at", "bigint", (c) => c.notNull())
    .execute();
  await schema
    .createIndex("assignment_of_conversation")
    .on("assignment")
    .columns(["conversation_id", "id"])
    .execute();
  // Who left the queue when: what an honest wait is reckoned from.
  await schema
    .createIndex("assignment_out_of_queue")
    .on("assignment")
    .columns(["team_id", "at"])
    .where(sql.ref("waited_ms"), "is not", null)
    .execute();

  await schema
    .createTable("timer")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("subject", "integer", (c) => c.notNull())
    .addColumn("due_at", "bigint", (c) => c.notNull())
    .addUniqueConstraint("timer_subject", ["kind", "subject"])
    .execute();
  await schema.createIndex("timer_due").on("timer").column("due_at").execute();
}

async function notices({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("notice")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("person_id", "integer", (c) => c.notNull().references("person.id"))
    .addColumn("conversation_id", "integer", (c) => c.references("conversation.id"))
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("message_id", "text", (c) => c.notNull().unique())
    .addColumn("detail", "text", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull())
    .addColumn("due_at", "bigint", (c) => c.notNull())
    .addColumn("claimed_at", "bigint")
    .addColumn("finished_at", "bigint")
    .addColumn("last_error", "text")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();
  await schema.createIndex("notice_due").on("notice").columns(["state", "due_at"]).execute();
  await schema
    .createIndex("notice_of_conversation")
    .on("notice")
    .columns(["conversation_id", "kind", "person_id", "state"])
    .execute();

  await schema
    .createTable("attachment")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("public_id", "text", (c) => c.notNull().unique())
    .addColumn("message_id", "integer", (c) => c.notNull().references("message.id"))
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("type", "text", (c) => c.notNull())
    .addColumn("size", "integer", (c) => c.notNull())
    .addColumn("path", "text", (c) => c.notNull())
    .execute();
  await schema.createIndex("attachment_of_message").on("attachment").column("message_id").execute();
  await schema.alterTable("message").addColumn("via", "text").execute();
  await schema.alterTable("message").addColumn("attachments", "text").execute();

  await schema
    .createTable("push_subscription")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("person_id", "integer", (c) => c.notNull().references("person.id"))
    .addColumn("session_id", "integer", (c) => c.notNull().references("session.id").onDelete("cascade"))
    .addColumn("endpoint", "text", (c) => c.notNull().unique())
    .addColumn("p256dh", "text", (c) => c.notNull())
    .addColumn("auth", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();
  await schema
    .createIndex("push_subscription_of_person")
    .on("push_subscription")
    .column("person_id")
    .execute();
  await schema
    .createIndex("push_subscription_of_session")
    .on("push_subscription")
    .column("session_id")
    .execute();
}
