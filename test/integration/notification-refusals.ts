import { PushBrowser } from "../helpers/push-browser.ts";
import { asked, type RefusalCase } from "./http-refusals.ts";

const SETTINGS = "PUT /api/me/notifications";
const SUBSCRIPTIONS = "POST /api/me/push-subscriptions";
const night = { from: "22:00", to: "07:00", timeZone: "Europe/Berlin" };
const subscription = new PushBrowser().subscription("https://push.invalid/ada");

export const NOTIFICATIONS: readonly RefusalCase[] = [
  asked("a mail after no minutes that there are", "invalid-input", "ada", SETTINGS, {
    email: { unreadMinutes: -1 },
  }),
  asked("a mail after more than a day", "invalid-input", "ada", SETTINGS, {
    email: { unreadMinutes: 1_441 },
  }),
  asked("a misspelt setting", "invalid-input", "ada", SETTINGS, { sounds: false }),
  asked("quiet from an hour that no clock shows", "invalid-input", "ada", SETTINGS, {
    quietHours: { ...night, from: "24:00" },
  }),
  asked("quiet on an unknown clock", "invalid-input", "ada", SETTINGS, {
    quietHours: { ...night, timeZone: "Europe/Atlantis" },
  }),
  asked("quiet that ends as it begins", "invalid-input", "ada", SETTINGS, {
    quietHours: { ...night, to: "22:00" },
  }),
  asked("notifications of a customer", "forbidden", "vera", "GET /api/me/notifications"),
  asked("a push subscription without keys", "invalid-input", "ada", SUBSCRIPTIONS, {
    endpoint: subscription.endpoint,
  }),
  asked(
    "a push subscription with a key that is no point of the curve's size",
    "invalid-input",
    "ada",
    SUBSCRIPTIONS,
    {
      ...subscription,
      keys: { ...subscription.keys, p256dh: "BAAA" },
    },
  ),
  asked("pushing to an address that has no TLS", "push-service-refused", "ada", SUBSCRIPTIONS, {
    ...subscription,
    endpoint: "http://push.example.com/ada",
  }),
  asked("pushing to this machine itself", "push-service-refused", "ada", SUBSCRIPTIONS, {
    ...subscription,
    endpoint: "https://127.0.0.1:6379/",
  }),
  asked("pushing into the network's own addresses", "push-service-refused", "ada", SUBSCRIPTIONS, {
    ...subscription,
    endpoint: "https://169.254.169.254/latest/meta-data",
  }),
];
