import { type Kysely, sql } from "kysely";

/** Addresses that are told what happens, and the queue of what they are still to be told. */
export async function up({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("webhook")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("public_id", "text", (c) => c.notNull().unique())
    .addColumn("app_id", "text", (c) => c.references("app.id").onDelete("cascade"))
    .addColumn("url", "text", (c) => c.notNull())
    .addColumn("events", "text", (c) => c.notNull())
    .addColumn("key", "text")
    .addColumn("secret", "text")
    .addColumn("enabled", "integer", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();
  await schema.createIndex("webhook_of_app").on("webhook").column("app_id").execute();

  await schema
    .createTable("webhook_delivery")
    .addColumn("id", "integer", (c) => c.primaryKey().autoIncrement())
    .addColumn("public_id", "text", (c) => c.notNull().unique())
    .addColumn("webhook_id", "integer", (c) => c.notNull().references("webhook.id").onDelete("cascade"))
    .addColumn("event_id", "text", (c) => c.notNull())
    .addColumn("event", "text", (c) => c.notNull())
    .addColumn("channel", "text", (c) => c.notNull())
    .addColumn("fields", "text", (c) => c.notNull())
    .addColumn("happened_at", "bigint", (c) => c.notNull())
    .addColumn("state", "text", (c) => c.notNull())
    .addColumn("attempts", "integer", (c) => c.notNull())
    .addColumn("next_attempt_at", "bigint")
    .addColumn("give_up_at", "bigint", (c) => c.notNull())
    .addColumn("last_status", "integer")
    .addColumn("last_error", "text")
    .addColumn("finished_at", "bigint", (c) => c.notNull())
    .execute();
  await schema
    .createIndex("webhook_delivery_lane")
    .on("webhook_delivery")
    .columns(["webhook_id", "state", "channel", "id"])
    .execute();
  await schema
    .createIndex("webhook_delivery_due")
    .on("webhook_delivery")
    .columns(["webhook_id", "next_attempt_at"])
    .where(sql.ref("next_attempt_at"), "is not", null)
    .execute();
  await schema
    .createIndex("webhook_delivery_by_end")
    .on("webhook_delivery")
    .columns(["state", "finished_at", "id"])
    .execute();
}
