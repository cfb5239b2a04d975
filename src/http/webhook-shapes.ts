import { z } from "@hono/zod-openapi";
import { APP_KEY } from "../protocol/app-settings.ts";
import {
  APP_WEBHOOK_EVENTS,
  DELIVERY_STATES,
  DESK_WEBHOOK_EVENTS,
  type Webhook,
  type WebhookDelivery,
  type WebhookDeliveryPage,
} from "../protocol/webhooks.ts";

const URL_MAX = 2_000;

/** An address with a password in it would show the password to every admin and is refused by `fetch`. */
const url = z
  .string()
  .max(URL_MAX)
  .refine(isPlainHttpUrl, "An http or https address without a user or a password in it");
const event = z.enum([...DESK_WEBHOOK_EVENTS, ...APP_WEBHOOK_EVENTS]);
const events = z.array(event).min(1).max(event.options.length);
const key = z.string().regex(APP_KEY).nullable();

/** What requests about webhooks bring. */
export const webhookInputs = {
  webhook: z.strictObject({
    appId: z.string().max(100).optional(),
    url,
    events,
    key: key.optional(),
    enabled: z.boolean().optional(),
  }),
  webhookChange: z.strictObject({
    url: url.optional(),
    events: events.optional(),
    key: key.optional(),
    enabled: z.boolean().optional(),
  }),
};

const webhook = z
  .object({
    id: z.string(),
    appId: z.string().nullable(),
    url: z.string(),
    events: z.array(event),
    key: z.string().nullable(),
    secret: z.string().nullable(),
    enabled: z.boolean(),
    createdAt: z.iso.datetime(),
  })
  .openapi("Webhook") satisfies z.ZodType<Webhook>;

const delivery = z
  .object({
    id: z.string(),
    webhookId: z.string(),
    eventId: z.string(),
    event: z.string(),
    channel: z.string(),
    state: z.enum(DELIVERY_STATES),
    attempts: z.int(),
    nextAttemptAt: z.iso.datetime().nullable(),
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    happenedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .openapi("WebhookDelivery") satisfies z.ZodType<WebhookDelivery>;

/** What answers about webhooks carry; the compiler holds them to the protocol's own types. */
export const webhookOutputs = {
  webhook: z.object({ webhook }),
  webhooks: z.object({ webhooks: z.array(webhook) }),
  delivery: z.object({ delivery }),
  deliveries: z.object({
    deliveries: z.array(delivery),
    hasOlder: z.boolean(),
  }) satisfies z.ZodType<WebhookDeliveryPage>,
};

function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === "" && password === "";
}
