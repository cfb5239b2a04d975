import { type Kysely, sql } from "kysely";

/** People, sessions, conversations, messages, and the log that everything durable is announced from. */
export async function up({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("setting")
    .addColumn("name", "text", (c) => c.primaryKey())
    .addColumn("value", "text", (c) => c.notNull())
    .execute();

  await schema
    .createTable("person")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("public_id", "text", (c) => c.notNull().unique())
    .addColumn("role", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("email", "text")
    .addColumn("external_id", "text", (c) => c.unique())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();

  await schema
    .createTable("agent")
    .addColumn("person_id", "integer", (c) => c.primaryKey().references("person.id"))
    .addColumn("email", "text", (c) => c.notNull().unique())
    .addColumn("password_hash", "text", (c) => c.notNull())
    .addColumn("available", "integer", (c) => c.notNull())
    .addColumn("online", "integer", (c) => c.notNull())
    .addColumn("last_assignment", "integer", (c) => c.notNull())
    .execute();

  await schema
    .createTable("session")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("token_hash", "text", (c) => c.notNull().unique())
    .addColumn("person_id", "integer", (c) => c.notNull().references("person.id"))
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("expires_at", "bigint", (c) => c.notNull())
    .execute();

  await schema
    .createTable("invitation")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("token_hash", "text", (c) => c.notNull().unique())
    .addColumn("purpose", "text", (c) => c.notNull())
    .addColumn("role", "text", (c) => c.notNull())
    .addColumn("expires_at", "bigint", (c) => c.notNull())
    .addColumn("spent_at", "bigint")
    .execute();

  await schema
    .createTable("channel")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("name", "text", (c) => c.notNull().unique())
    .addColumn("last_seq", "integer", (c) => c.notNull())
    .execute();

  await schema
    .createTable("log")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("channel_id", "integer", (c) => c.notNull().references("channel.id"))
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("event", "text", (c) => c.notNull())
    .addColumn("data", "text", (c) => c.notNull())
    .addColumn("changes_audience", "integer", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addUniqueConstraint("log_channel_seq", ["channel_id", "seq"])
    .execute();

  await schema
    .createTable("conversation")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("public_id", "text", (c) => c.notNull().unique())
    .addColumn("channel_id", "integer", (c) => c.notNull().references("channel.id"))
    .addColumn("customer_id", "integer", (c) => c.notNull().references("person.id"))
    .addColumn("assignee_id", "integer", (c) => c.references("person.id"))
    .addColumn("status", "text", (c) => c.notNull())
    .addColumn("client_id", "text", (c) => c.notNull())
    .addColumn("customer_read_up_to", "integer", (c) => c.notNull())
    .addColumn("agent_read_up_to", "integer", (c) => c.notNull())
    .addColumn("last_message_id", "integer")
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addColumn("updated_at", "bigint", (c) => c.notNull())
    .addUniqueConstraint("conversation_customer_client_id", ["customer_id", "client_id"])
    .execute();
  await schema
    .createIndex("conversation_of_assignee")
    .on("conversation")
    .columns(["assignee_id", "status", "updated_at"])
    .execute();
  await schema
    .createIndex("conversation_waiting")
    .on("conversation")
    .column("created_at")
    .where(sql.ref("assignee_id"), "is", null)
    .where(sql.ref("status"), "=", sql.lit("open"))
    .execute();

  await schema
    .createTable("message")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("public_id", "text", (c) => c.notNull().unique())
    .addColumn("conversation_id", "integer", (c) => c.notNull().references("conversation.id"))
    .addColumn("seq", "integer", (c) => c.notNull())
    .addColumn("client_id", "text", (c) => c.notNull())
    .addColumn("sender_id", "integer", (c) => c.notNull().references("person.id"))
    .addColumn("sender_role", "text", (c) => c.notNull())
    .addColumn("text", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .addUniqueConstraint("message_client_id", ["conversation_id", "client_id"])
    .addUniqueConstraint("message_seq", ["conversation_id", "seq"])
    .execute();

  await schema
    .createTable("follower")
    .addColumn("name", "text", (c) => c.primaryKey())
    .addColumn("cursor", "bigint", (c) => c.notNull())
    .execute();

  await schema
    .createTable("daily_statistics")
    .addColumn("day", "text", (c) => c.primaryKey())
    .addColumn("conversations", "integer", (c) => c.notNull())
    .addColumn("customer_messages", "integer", (c) => c.notNull())
    .addColumn("agent_messages", "integer", (c) => c.notNull())
    .execute();
}
