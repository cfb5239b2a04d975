import { z } from "@hono/zod-openapi";
import { isTimeZone } from "../desk/hours-faults.ts";
import {
  type MyNotifications,
  type PushKey,
  TIME_OF_DAY,
  UNREAD_MINUTES,
} from "../protocol/notifications.ts";

const ENDPOINT_MAX = 2_000;
/** An uncompressed point of P-256 is 65 bytes, the secret 16; some browsers pad their base64. */
const POINT = /^B[A-Za-z0-9_-]{86}=?$/;
const SECRET = /^[A-Za-z0-9_-]{22}={0,2}$/;

const timeOfDay = z.string().regex(TIME_OF_DAY, "a time such as 22:00");

const quietHours = z
  .strictObject({
    from: timeOfDay,
    to: timeOfDay,
    timeZone: z.string().max(60).refine(isTimeZone, "a time zone such as Europe/Berlin"),
  })
  .refine(({ from, to }) => from !== to, { path: ["to"], error: "another time than it begins at" });

const email = z.strictObject({
  queue: z.boolean(),
  unreadMinutes: z.int().min(UNREAD_MINUTES[0]).max(UNREAD_MINUTES[1]),
});

const endpoint = z.string().max(ENDPOINT_MAX).pipe(z.url());

/** What requests about notifications bring. */
export const notificationInputs = {
  settings: z.strictObject({
    email: email.partial().optional(),
    push: z.boolean().optional(),
    desktop: z.boolean().optional(),
    sound: z.boolean().optional(),
    quietHours: quietHours.nullable().optional(),
  }),
  subscription: z.strictObject({
    endpoint,
    keys: z.strictObject({ p256dh: z.string().regex(POINT), auth: z.string().regex(SECRET) }),
  }),
  endpoint: z.strictObject({ endpoint }),
};

/** What answers about notifications carry; the compiler holds them to the protocol's own types. */
export const notificationOutputs = {
  settings: z
    .object({
      email: z.object({ queue: z.boolean(), unreadMinutes: z.int() }),
      push: z.boolean(),
      desktop: z.boolean(),
      sound: z.boolean(),
      quietHours: z.object({ from: z.string(), to: z.string(), timeZone: z.string() }).nullable(),
    })
    .extend({ mailOn: z.boolean() })
    .openapi("MyNotifications") satisfies z.ZodType<MyNotifications>,
  pushKey: z.object({ key: z.string() }) satisfies z.ZodType<PushKey>,
};
