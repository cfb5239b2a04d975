/** What an agent wants to be told of, and by what. */
export interface NotificationSettings {
  email: {
    /** Of conversations that wait while nobody of the team is online. */
    queue: boolean;
    /** Of conversations of theirs that they have left unread for so many minutes; 0 for never. */
    unreadMinutes: number;
  };
  /** On every device that they switched it on for, while no dashboard is before them. */
  push: boolean;
  /** By a dashboard that is open, but not before them. */
  desktop: boolean;
  /** By one dashboard, however many are open. */
  sound: boolean;
  /** When none of these may come; null for never. */
  quietHours: QuietHours | null;
}

/** One's settings, and whether e-mail reaches anybody at all. */
export interface MyNotifications extends NotificationSettings {
  /** Whether the desk sends mail. */
  mailOn: boolean;
}

/** From one time of day to another, as HH:MM; over midnight if `to` is not after `from`. */
export interface QuietHours {
  from: string;
  to: string;
  /** An IANA name, such as Europe/Berlin. */
  timeZone: string;
}

/** What everybody begins with. */
export const DEFAULT_NOTIFICATION_SETTINGS: NotificationSettings = {
  email: { queue: true, unreadMinutes: 15 },
  push: true,
  desktop: true,
  sound: true,
  quietHours: null,
};

/** Least and most minutes of `email.unreadMinutes`. */
export const UNREAD_MINUTES = [0, 1_440] as const;
/** A time of day. */
export const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Reads what is stored of an agent's settings: what is not said is as everybody begins. */
export function readNotificationSettings(stored: string | null): NotificationSettings {
  const said = JSON.parse(stored ?? "{}") as Partial<NotificationSettings>;
  const usual = DEFAULT_NOTIFICATION_SETTINGS;
  return { ...usual, ...said, email: { ...usual.email, ...said.email } };
}

/** Whether the clock on the wall shows a time within the quiet hours at an instant, in milliseconds since 1970. */
export function isQuiet({ from, to, timeZone }: QuietHours, at: number): boolean {
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(at);
  return from < to ? from <= time && time < to : from <= time || time < to;
}

/** The public key that browsers tie a push subscription to, as base64url. */
export interface PushKey {
  key: string;
}

/** A browser's push subscription, as it describes itself. */
export interface PushSubscriptionInput {
  /** Where the browser's push service takes messages. */
  endpoint: string;
  /** The browser's public key and the secret shared with it, as base64url. */
  keys: { p256dh: string; auth: string };
}

/** What a push message says, as the service worker reads it. */
export interface PushPayload {
  title: string;
  body: string;
  /** Where a click leads: a path of this desk. */
  url: string;
  /** A later notification with the same tag takes this one's place. */
  tag: string;
}
