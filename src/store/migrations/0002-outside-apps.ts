import type { Kysely } from "kysely";

/** Apps of other people, which use the realtime engine without the desk. */
export async function up({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable("app")
    .addColumn("id", "text", (c) => c.primaryKey())
    .addColumn("name", "text", (c) => c.notNull())
    .addColumn("settings", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();
  await schema
    .createTable("app_key")
    .addColumn("key", "text", (c) => c.primaryKey())
    .addColumn("app_id", "text", (c) => c.notNull().references("app.id").onDelete("cascade"))
    .addColumn("secret", "text", (c) => c.notNull())
    .addColumn("dialect", "text", (c) => c.notNull())
    .addColumn("created_at", "bigint", (c) => c.notNull())
    .execute();
}
