import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import {
  changeWebhook,
  createWebhook,
  readDeliveries,
  readDelivery,
  readWebhooks,
  removeWebhook,
  repeatDelivery,
  testWebhook,
} from "../../desk/webhooks.ts";
import { DELIVERY_STATES } from "../../protocol/webhooks.ts";
import { answer, jsonBody, refused } from "../answers.ts";
import type { Environment } from "../context.ts";
import { webhookInputs, webhookOutputs } from "../webhook-shapes.ts";

const params = z.object({ webhook: z.string().max(100) });
const deliveryParams = z.object({ delivery: z.string().max(100) });
const ADMINS = ["unauthenticated", "forbidden"] as const;

const DELIVERIES_PAGE = 50;
const page = z.object({
  state: z.enum(DELIVERY_STATES).default("dead"),
  before: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(DELIVERIES_PAGE).default(DELIVERIES_PAGE),
});

/** Addresses that are told what happens, and what became of each event they were to be told. */
export function webhookRoutes(app: OpenAPIHono<Environment>): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/webhooks",
      summary: "Every webhook, the desk's own and those of outside apps, with the secrets of the desk's own",
      responses: { 200: answer("Oldest first", webhookOutputs.webhooks), default: refused(...ADMINS) },
    }),
    async (context) =>
      context.json({ webhooks: await readWebhooks(context.get("desk"), context.get("actor")) }, 200),
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/webhooks",
      summary: "Make a webhook: of an outside app, or without one of the desk itself",
      request: { body: jsonBody(webhookInputs.webhook) },
      responses: {
        201: answer("The webhook", webhookOutputs.webhook),
        default: refused(...ADMINS, "not-found"),
      },
    }),
    async (context) => {
      const made = await createWebhook(context.get("desk"), context.get("actor"), context.req.valid("json"));
      return context.json({ webhook: made }, 201);
    },
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/webhooks/{webhook}",
      summary: "Change a webhook; what is not named stays",
      request: { params, body: jsonBody(webhookInputs.webhookChange) },
      responses: {
        200: answer("The webhook", webhookOutputs.webhook),
        default: refused(...ADMINS, "not-found"),
      },
    }),
    async (context) => {
      const { webhook: id } = context.req.valid("param");
      const changed = await changeWebhook(
        context.get("desk"),
        context.get("actor"),
        id,
        context.req.valid("json"),
      );
      return context.json({ webhook: changed }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/webhooks/{webhook}",
      summary: "Remove a webhook with everything it was still to be told",
      request: { params },
      responses: { 204: { description: "It is gone" }, default: refused(...ADMINS, "not-found") },
    }),
    async (context) => {
      await removeWebhook(context.get("desk"), context.get("actor"), context.req.valid("param").webhook);
      return context.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/webhooks/{webhook}/tests",
      summary: "Send a webhook an event for trying it out",
      request: { params },
      responses: {
        202: answer("It is on its way: ask for the delivery", webhookOutputs.delivery),
        default: refused(...ADMINS, "not-found", "webhook-off"),
      },
    }),
    async (context) => {
      const { webhook: id } = context.req.valid("param");
      const delivery = await testWebhook(context.get("desk"), context.get("actor"), id);
      return context.json({ delivery }, 202);
    },
  );

  deliveryRoutes(app);
}

function deliveryRoutes(app: OpenAPIHono<Environment>): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/webhooks/deliveries",
      summary:
        "What was given up (`state=dead`, which is what is asked for unless said otherwise), what waits, and what was told lately",
      request: { query: page },
      responses: {
        200: answer(
          "Those that ended last first; of the pending, the newest. `before` takes the last id of a page",
          webhookOutputs.deliveries,
        ),
        default: refused(...ADMINS),
      },
    }),
    async (context) => {
      const { state, ...rest } = context.req.valid("query");
      return context.json(await readDeliveries(context.get("desk"), context.get("actor"), state, rest), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/webhooks/deliveries/{delivery}",
      summary: "What became of one delivery",
      request: { params: deliveryParams },
      responses: {
        200: answer("The delivery", webhookOutputs.delivery),
        default: refused(...ADMINS, "not-found"),
      },
    }),
    async (context) => {
      const { delivery: id } = context.req.valid("param");
      return context.json(
        { delivery: await readDelivery(context.get("desk"), context.get("actor"), id) },
        200,
      );
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/webhooks/deliveries/{delivery}/attempts",
      summary: "Make a delivery again, under the event id it had",
      request: { params: deliveryParams },
      responses: {
        202: answer("It is on its way", webhookOutputs.delivery),
        default: refused(...ADMINS, "not-found"),
      },
    }),
    async (context) => {
      const { delivery: id } = context.req.valid("param");
      return context.json(
        { delivery: await repeatDelivery(context.get("desk"), context.get("actor"), id) },
        202,
      );
    },
  );
}
