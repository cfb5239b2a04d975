import type { MyNotifications, NotificationSettings } from "../protocol/notifications.ts";
import { notificationSettingsOf, setNotificationSettings } from "../store/notification-settings.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";

/** What is decided about one's notifications; what is not named stays. */
export type NotificationWishes = Partial<Omit<NotificationSettings, "email">> & {
  readonly email?: Partial<NotificationSettings["email"]> | undefined;
};

/** How and when the agent wants to be told. Throws `unauthenticated`, `forbidden`. */
export async function readNotificationWishes(desk: Desk, actor: Actor): Promise<MyNotifications> {
  return withMail(desk, await notificationSettingsOf(desk.store.db, access.agent(actor).id));
}

/** Changes how and when the agent wants to be told. Throws `unauthenticated`, `forbidden`. */
export async function changeNotifications(
  desk: Desk,
  actor: Actor,
  wishes: NotificationWishes,
): Promise<MyNotifications> {
  const { id } = access.agent(actor);
  const settings = await desk.store.transact(async (tx) => {
    const known = await notificationSettingsOf(tx.db, id);
    const changed = { ...known, ...wishes, email: { ...known.email, ...wishes.email } };
    await setNotificationSettings(tx, id, changed);
    return changed;
  });
  return withMail(desk, settings);
}

function withMail(desk: Desk, settings: NotificationSettings): MyNotifications {
  return { ...settings, mailOn: desk.mail.from !== undefined };
}
