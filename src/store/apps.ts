import { type AppSettings, DEFAULT_APP_SETTINGS, type Dialect } from "../protocol/app-settings.ts";
import type { OutsideApp } from "../protocol/resources.ts";
import type { Database } from "./database.ts";
import type { Tx } from "./group-commit.ts";
import { readSetting } from "./settings.ts";

const VERSION = "apps_version";

/** Changes whenever an app changes, whichever process changed it. */
export async function appsVersion(db: Database): Promise<string> {
  return (await readSetting(db, VERSION)) ?? "0";
}

/** Every app with its keys, oldest first. Settings that an app was made before have their defaults. */
export async function listApps(db: Database): Promise<OutsideApp[]> {
  const rows = await db.selectFrom("app").selectAll().orderBy("created_at").orderBy("id").execute();
  const keys = await db.selectFrom("app_key").selectAll().orderBy("created_at").orderBy("key").execute();
  return rows.map(({ id, name, settings }) => ({
    id,
    name,
    settings: { ...DEFAULT_APP_SETTINGS, ...(JSON.parse(settings) as Partial<AppSettings>) },
    keys: keys
      .filter(({ app_id }) => app_id === id)
      .map(({ key, secret, dialect }) => ({ key, secret, dialect })),
  }));
}

/** The app with this id. */
export async function appById(db: Database, id: string): Promise<OutsideApp | undefined> {
  return (await listApps(db)).find((app) => app.id === id);
}

/** Adds an app. False when the id is taken. */
export async function insertApp(
  tx: Tx,
  app: { id: string; name: string; settings: Partial<AppSettings>; at: number },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto("app")
    .values({ id: app.id, name: app.name, settings: JSON.stringify(app.settings), created_at: app.at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  await bumpVersion(tx);
  return numInsertedOrUpdatedRows !== 0n;
}

/** Changes an app's name and settings. */
export async function updateApp(
  tx: Tx,
  id: string,
  change: { name: string; settings: AppSettings },
): Promise<void> {
  await tx.db
    .updateTable("app")
    .set({ name: change.name, settings: JSON.stringify(change.settings) })
    .where("id", "=", id)
    .execute();
  await bumpVersion(tx);
}

/** Removes an app with its keys. */
export async function deleteApp(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom("app_key").where("app_id", "=", id).execute();
  await tx.db.deleteFrom("app").where("id", "=", id).execute();
  await bumpVersion(tx);
}

/** Adds a key to an app. False when the key is taken, by whichever app. */
export async function insertKey(
  tx: Tx,
  key: { key: string; secret: string; dialect: Dialect; appId: string; at: number },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx.db
    .insertInto("app_key")
    .values({
      key: key.key,
      secret: key.secret,
      dialect: key.dialect,
      app_id: key.appId,
      created_at: key.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  await bumpVersion(tx);
  return numInsertedOrUpdatedRows !== 0n;
}

/** Removes a key from an app. */
export async function deleteKey(tx: Tx, appId: string, key: string): Promise<void> {
  await tx.db.deleteFrom("app_key").where("app_id", "=", appId).where("key", "=", key).execute();
  await bumpVersion(tx);
}

async function bumpVersion(tx: Tx): Promise<void> {
  const value = String(Number(await appsVersion(tx.db)) + 1);
  await tx.db
    .insertInto("setting")
    .values({ name: VERSION, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
}
