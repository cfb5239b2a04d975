import type { Kysely } from "kysely";
import { up as firstBell } from "./0001-first-bell.ts";
import { up as outsideApps } from "./0002-outside-apps.ts";
import { up as webhooks } from "./0003-webhooks.ts";
import { up as routing } from "./0004-routing.ts";

/** One numbered step of the schema. A step that has been released is never edited; the next one mends it. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly up: (db: Kysely<unknown>) => Promise<void>;
}

/** Every step, in order. */
export const migrations: readonly Migration[] = [
  { number: 1, name: "first-bell", up: firstBell },
  { number: 2, name: "outside-apps", up: outsideApps },
  { number: 3, name: "webhooks", up: webhooks },
  { number: 4, name: "routing", up: routing },
];
