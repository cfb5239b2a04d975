import { createHash, timingSafeEqual } from "node:crypto";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { describeDesk, describeEmbedding } from "../../desk/describe-desk.ts";
import { readStatistics } from "../../desk/read-statistics.ts";
import { Refusal } from "../../desk/refusal.ts";
import { answer, refused } from "../answers.ts";
import type { Environment } from "../context.ts";
import { outputs } from "../shapes.ts";

/** What is asked by those who watch over the process. */
export interface Watch {
  readonly isReady: () => Promise<boolean>;
  readonly metrics: () => Promise<Response>;
  /** What a scraper must send; undefined lets this machine alone ask. */
  readonly metricsToken: string | undefined;
}

/** The desk itself: that it lives, what it is called, how to embed it, what it did. */
export function deskRoutes(app: OpenAPIHono<Environment>, watch: Watch): void {
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
      path: "/ready",
      summary: "Does what is written come back over a socket?",
      responses: { 200: answer("It does", outputs.health), default: refused("not-ready") },
    }),
    async (context) => {
      if (!(await watch.isReady())) throw new Refusal("not-ready");
      return context.json({ status: "ok" as const }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/metrics",
      summary: "The figures of the running server, for Prometheus",
      responses: {
        200: { description: "In Prometheus' text format" },
        default: refused("forbidden"),
      },
    }),
    async (context) => {
      if (!mayScrape(context, watch.metricsToken))
        throw new Refusal("forbidden", "Set METRICS_TOKEN and send it as a bearer token.");
      return await watch.metrics();
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/desk",
      summary: "What everybody may know of the desk",
      request: { query: z.object({ team: z.string().max(100).optional() }) },
      responses: {
        200: answer("The desk, and the team of this slug or id, or the default one", outputs.desk),
      },
    }),
    async (context) =>
      context.json(await describeDesk(context.get("desk"), context.req.valid("query").team), 200),
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

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/** A proxy on this machine passes on requests from anywhere, and says so. */
function mayScrape({ req, env }: Context<Environment>, token: string | undefined): boolean {
  if (token === undefined) return LOOPBACK.test(env.address) && req.header("x-forwarded-for") === undefined;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(req.header("authorization") ?? ""), digest(`Bearer ${token}`));
}
