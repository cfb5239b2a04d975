import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import {
  changeNotifications,
  type NotificationWishes,
  readNotificationWishes,
} from "../../desk/notification-settings.ts";
import {
  readPushKey,
  sendTestPush,
  subscribeToPush,
  unsubscribeFromPush,
} from "../../desk/push-subscriptions.ts";
import { answer, jsonBody, refused } from "../answers.ts";
import type { Environment } from "../context.ts";
import { notificationInputs as inputs, notificationOutputs as outputs } from "../notification-shapes.ts";

const NOT_YOURS = ["unauthenticated", "forbidden"] as const;

/** How agents are told of what waits for them. */
export function notificationRoutes(app: OpenAPIHono<Environment>): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/me/notifications",
      summary: "How and when I want to be told",
      responses: { 200: answer("My settings", outputs.settings), default: refused(...NOT_YOURS) },
    }),
    async (context) =>
      context.json(await readNotificationWishes(context.get("desk"), context.get("actor")), 200),
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/me/notifications",
      summary: "Change that; what isn't named stays",
      request: { body: jsonBody(inputs.settings) },
      responses: { 200: answer("As it is now", outputs.settings), default: refused(...NOT_YOURS) },
    }),
    async (context) => {
      const wishes = context.req.valid("json") as NotificationWishes;
      return context.json(await changeNotifications(context.get("desk"), context.get("actor"), wishes), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/push-key",
      summary: "The key that a browser ties its push subscription to",
      responses: {
        200: answer("The public key, as base64url", outputs.pushKey),
        default: refused(...NOT_YOURS),
      },
    }),
    (context) => context.json(readPushKey(context.get("desk"), context.get("actor")), 200),
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/me/push-subscriptions",
      summary: "Have messages pushed to this browser until its session ends",
      request: { body: jsonBody(inputs.subscription) },
      responses: {
        204: { description: "They are, also when they were before" },
        default: refused(...NOT_YOURS, "push-service-refused"),
      },
    }),
    async (context) => {
      const subscription = context.req.valid("json");
      await subscribeToPush(
        context.get("desk"),
        context.get("actor"),
        context.get("token") ?? "",
        subscription,
      );
      return context.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/me/push-subscriptions",
      summary: "Have no more messages pushed to a browser",
      request: { body: jsonBody(inputs.endpoint) },
      responses: {
        204: { description: "None are, also when none were before" },
        default: refused(...NOT_YOURS),
      },
    }),
    async (context) => {
      const { endpoint } = context.req.valid("json");
      await unsubscribeFromPush(context.get("desk"), context.get("actor"), endpoint);
      return context.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/me/push-tests",
      summary: "Send a message for trying out to one of my browsers",
      request: { body: jsonBody(inputs.endpoint) },
      responses: {
        202: { description: "It is on its way" },
        default: refused(...NOT_YOURS, "not-found"),
      },
    }),
    async (context) => {
      const { endpoint } = context.req.valid("json");
      await sendTestPush(context.get("desk"), context.get("actor"), endpoint);
      return context.body(null, 202);
    },
  );
}
