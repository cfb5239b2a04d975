import { type NotificationSettings, readNotificationSettings } from "../protocol/notifications.ts";
import type { Database } from "./database.ts";
import type { Tx } from "./group-commit.ts";

/** How and when an agent wants to be told. */
export async function notificationSettingsOf(db: Database, personId: number): Promise<NotificationSettings> {
  const { notifications } = await db
    .selectFrom("agent")
    .select("notifications")
    .where("person_id", "=", personId)
    .executeTakeFirstOrThrow();
  return readNotificationSettings(notifications);
}

/** Notes how and when an agent wants to be told. */
export async function setNotificationSettings(
  tx: Tx,
  personId: number,
  settings: NotificationSettings,
): Promise<void> {
  await tx.db
    .updateTable("agent")
    .set({ notifications: JSON.stringify(settings) })
    .where("person_id", "=", personId)
    .execute();
}
