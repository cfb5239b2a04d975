import { randomBytes, randomInt } from "node:crypto";
import type { AppSettings, Dialect } from "../protocol/app-settings.ts";
import type { OutsideApp } from "../protocol/resources.ts";
import { appById, deleteApp, deleteKey, insertApp, insertKey, listApps, updateApp } from "../store/apps.ts";
import type { Tx } from "../store/group-commit.ts";
import type { Store } from "../store/open-store.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";
import { Refusal } from "./refusal.ts";

const KEY_BYTES = 10;
const SECRET_BYTES = 20;

/** A new app; what is not said is chosen. */
export interface NewApp {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly key?: string | undefined;
  readonly secret?: string | undefined;
  readonly dialect: Dialect;
  readonly settings: Partial<AppSettings>;
}

/** Every outside app, secrets included. For admins. Throws `unauthenticated`, `forbidden`. */
export async function readApps(desk: Desk, actor: Actor): Promise<OutsideApp[]> {
  access.admin(actor);
  return await listApps(desk.store.db);
}

/** Makes an app with its first key. For admins. Throws `unauthenticated`, `forbidden`, `app-exists`. */
export async function createApp(desk: Desk, actor: Actor, app: NewApp): Promise<OutsideApp> {
  access.admin(actor);
  const made = await storeApp(desk.store, app, desk.now());
  await desk.refreshApps();
  return made;
}

/** The same for the operator of the machine, who needs no account. Throws `app-exists`. */
export async function storeApp(store: Store, app: NewApp, at: number): Promise<OutsideApp> {
  // Libraries in URL form parse the id as a number.
  const id = app.id ?? String(randomInt(100_000, 999_999_999));
  return await store.transact(async (tx) => {
    if (!(await insertApp(tx, { id, name: app.name ?? `App ${id}`, settings: app.settings, at })))
      throw new Refusal("app-exists", "Choose another id.");
    await addKey(tx, id, app, at);
    return await existing(tx, id);
  });
}

/** Changes an app. For admins. Throws `unauthenticated`, `forbidden`, `not-found`. */
export async function changeApp(
  desk: Desk,
  actor: Actor,
  id: string,
  change: { name?: string | undefined; settings?: Partial<AppSettings> | undefined },
): Promise<OutsideApp> {
  access.admin(actor);
  const changed = await desk.store.transact(async (tx) => {
    const app = await existing(tx, id);
    await updateApp(tx, id, {
      name: change.name ?? app.name,
      settings: { ...app.settings, ...change.settings },
    });
    return await existing(tx, id);
  });
  await desk.refreshApps();
  return changed;
}

/** Removes an app; its sockets are closed. For admins. Throws `unauthenticated`, `forbidden`, `not-found`. */
export async function removeApp(desk: Desk, actor: Actor, id: string): Promise<void> {
  access.admin(actor);
  await desk.store.transact(async (tx) => {
    await existing(tx, id);
    await deleteApp(tx, id);
  });
  await desk.refreshApps();
}

/** Adds a key, for another dialect or to change secrets without a gap. Throws as `changeApp`. */
export async function createKey(desk: Desk, actor: Actor, id: string, dialect: Dialect): Promise<OutsideApp> {
  access.admin(actor);
  const changed = await desk.store.transact(async (tx) => {
    await existing(tx, id);
    await addKey(tx, id, { dialect }, desk.now());
    return await existing(tx, id);
  });
  await desk.refreshApps();
  return changed;
}

/** Takes a key away; sockets that connected with it are closed. Throws as `changeApp`. */
export async function removeKey(desk: Desk, actor: Actor, id: string, key: string): Promise<OutsideApp> {
  access.admin(actor);
  const changed = await desk.store.transact(async (tx) => {
    await existing(tx, id);
    await deleteKey(tx, id, key);
    return await existing(tx, id);
  });
  await desk.refreshApps();
  return changed;
}

async function existing(tx: Tx, id: string): Promise<OutsideApp> {
  const app = await appById(tx.db, id);
  if (!app) throw new Refusal("not-found", "There is no such app.");
  return app;
}

async function addKey(
  tx: Tx,
  appId: string,
  { key, secret, dialect }: { key?: string | undefined; secret?: string | undefined; dialect: Dialect },
  at: number,
): Promise<void> {
  const added = await insertKey(tx, {
    key: key ?? randomBytes(KEY_BYTES).toString("hex"),
    secret: secret ?? randomBytes(SECRET_BYTES).toString("hex"),
    dialect,
    appId,
    at,
  });
  if (!added) throw new Refusal("app-exists", "Choose another key.");
}
