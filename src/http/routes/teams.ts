import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { changeAgent, deactivateAgent } from "../../desk/agents.ts";
import { readQueue } from "../../desk/read-queue.ts";
import { changeTeam, createTeam, listTeams, removeTeam, type TeamWishes } from "../../desk/teams.ts";
import { answer, jsonBody, refused } from "../answers.ts";
import type { Environment } from "../context.ts";
import { inputs, outputs } from "../shapes.ts";

const teamParams = z.object({ team: z.string().max(100) });
const agentParams = z.object({ agent: z.string().max(100) });
const NOT_YOURS = ["unauthenticated", "forbidden"] as const;

/** Teams, their queues, and what routing knows of agents. */
export function teamRoutes(app: OpenAPIHono<Environment>): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/teams",
      summary: "Every team",
      responses: {
        200: answer("The default team first", outputs.teams),
        default: refused(...NOT_YOURS),
      },
    }),
    async (context) =>
      context.json({ teams: await listTeams(context.get("desk"), context.get("actor")) }, 200),
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/teams",
      summary: "Make a team",
      request: { body: jsonBody(inputs.team) },
      responses: {
        201: answer("The team", outputs.team),
        default: refused(...NOT_YOURS, "team-exists", "agent-unknown"),
      },
    }),
    async (context) => {
      const wishes = context.req.valid("json") as TeamWishes & { name: string };
      return context.json({ team: await createTeam(context.get("desk"), context.get("actor"), wishes) }, 201);
    },
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/teams/{team}",
      summary: "Change a team; what isn't named stays",
      request: { params: teamParams, body: jsonBody(inputs.teamChange) },
      responses: {
        200: answer("The team as it is now", outputs.team),
        default: refused(...NOT_YOURS, "not-found", "agent-unknown"),
      },
    }),
    async (context) => {
      const { team: id } = context.req.valid("param");
      const wishes = context.req.valid("json") as TeamWishes;
      return context.json(
        { team: await changeTeam(context.get("desk"), context.get("actor"), id, wishes) },
        200,
      );
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/teams/{team}",
      summary: "Remove a team; what it had goes to the default one",
      request: { params: teamParams },
      responses: {
        204: { description: "It is gone" },
        default: refused(...NOT_YOURS, "not-found", "team-needed"),
      },
    }),
    async (context) => {
      await removeTeam(context.get("desk"), context.get("actor"), context.req.valid("param").team);
      return context.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/queue",
      summary: "What waits for my teams; for an admin, for all",
      request: { query: z.object({ team: z.string().max(100).optional() }) },
      responses: {
        200: answer("Longest waiting first, at most 100, and the positions to subscribe from", outputs.queue),
        default: refused(...NOT_YOURS, "not-found"),
      },
    }),
    async (context) => {
      const { team } = context.req.valid("query");
      return context.json(await readQueue(context.get("desk"), context.get("actor"), team), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/agents/{agent}",
      summary: "Change an agent: an admin everything, agents their own capacity",
      request: { params: agentParams, body: jsonBody(inputs.agentChange) },
      responses: {
        200: answer("The agent as they are now", outputs.agent),
        default: refused(...NOT_YOURS, "not-found", "last-admin"),
      },
    }),
    async (context) => {
      const { agent: id } = context.req.valid("param");
      const agent = await changeAgent(
        context.get("desk"),
        context.get("actor"),
        id,
        context.req.valid("json"),
      );
      return context.json({ agent }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/agents/{agent}",
      summary: "Deactivate an agent: signed out everywhere, and what they had goes back to its queue",
      request: { params: agentParams },
      responses: {
        204: { description: "They can't sign in any more" },
        default: refused(...NOT_YOURS, "not-found", "last-admin"),
      },
    }),
    async (context) => {
      await deactivateAgent(context.get("desk"), context.get("actor"), context.req.valid("param").agent);
      return context.body(null, 204);
    },
  );
}
