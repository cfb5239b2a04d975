import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { describeDesk, describeEmbedding } from "../../desk/describe-desk.ts";
import { readStatistics } from "../../desk/read-statistics.ts";
import { answer, refused } from "../answers.ts";
import type { Environment } from "../context.ts";
import { outputs } from "../shapes.ts";

/** The desk itself: that it lives, what it is called, how to embed it, what it did. */
export function deskRoutes(app: OpenAPIHono<Environment>): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/health",
      summary: "Is the process alive?",
      responses: { 200: answer("It is", outputs.health) },
    }),
    (context) => context.json({ status: "ok" as const }, 200),
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/desk",
      summary: "What everybody may know of the desk",
      responses: { 200: answer("The desk", outputs.desk) },
    }),
    async (context) => context.json(await describeDesk(context.get("desk")), 200),
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/embed",
      summary: "How to put the widget on a page",
      responses: {
        200: answer("The snippet; the identity secret for admins only", outputs.embed),
        default: refused("unauthenticated", "forbidden"),
      },
    }),
    (context) => context.json(describeEmbedding(context.get("desk"), context.get("actor")), 200),
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/statistics",
      summary: "The last fourteen days",
      responses: {
        200: answer("One entry a day (UTC), oldest first", outputs.statistics),
        default: refused("unauthenticated", "forbidden"),
      },
    }),
    async (context) =>
      context.json({ days: await readStatistics(context.get("desk"), context.get("actor")) }, 200),
  );
}
