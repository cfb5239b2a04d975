import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { assignConversation } from "../../desk/assign-conversation.ts";
import { openConversation } from "../../desk/open-conversation.ts";
import { listConversations, readConversation } from "../../desk/read-conversation.ts";
import { reopenConversation, resolveConversation } from "../../desk/resolve-conversation.ts";
import { answer, jsonBody, refused } from "../answers.ts";
import type { Environment } from "../context.ts";
import { limit } from "../limit.ts";
import { inputs, outputs } from "../shapes.ts";

const params = z.object({ id: z.string().max(100) });
const NOT_YOURS = ["unauthenticated", "not-found", "forbidden"] as const;

/** Conversations: opened by customers, read by their people, given to agents, closed and opened again. */
export function conversationRoutes(app: OpenAPIHono<Environment>): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/conversations",
      summary: "My conversations: a customer's own, or those assigned to me",
      request: { query: z.object({ status: z.enum(["open", "closed"]).optional() }) },
      responses: {
        200: answer("Latest activity first, each with its position", outputs.list),
        default: refused("unauthenticated"),
      },
    }),
    async (context) => {
      const { status } = context.req.valid("query");
      return context.json(await listConversations(context.get("desk"), context.get("actor"), status), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/conversations",
      summary: "Open a conversation with its first message",
      middleware: limit("messages"),
      request: { body: jsonBody(inputs.words) },
      responses: {
        200: answer("It was open already: a repeat of this clientId", outputs.snapshot),
        201: answer("The conversation, its message and its position", outputs.snapshot),
        default: refused("unauthenticated", "forbidden", "client-id-reused", "too-many-requests"),
      },
    }),
    async (context) => {
      const { snapshot, created } = await openConversation(
        context.get("desk"),
        context.get("actor"),
        context.req.valid("json"),
      );
      return context.json(snapshot, created ? 201 : 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/conversations/{id}",
      summary: "A conversation with its newest messages and the position to subscribe from",
      request: { params },
      responses: { 200: answer("The conversation", outputs.snapshot), default: refused(...NOT_YOURS) },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      return context.json(await readConversation(context.get("desk"), context.get("actor"), id), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/conversations/{id}/assignment",
      summary: "Give the conversation to an agent",
      request: { params, body: jsonBody(inputs.assignment) },
      responses: {
        200: answer("The conversation as it is now", outputs.conversation),
        default: refused(...NOT_YOURS, "agent-unknown"),
      },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const { agentId } = context.req.valid("json");
      const conversation = await assignConversation(context.get("desk"), context.get("actor"), id, agentId);
      return context.json({ conversation }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/conversations/{id}/resolution",
      summary: "Close the conversation",
      request: { params },
      responses: {
        200: answer("The conversation as it is now", outputs.conversation),
        default: refused(...NOT_YOURS),
      },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const conversation = await resolveConversation(context.get("desk"), context.get("actor"), id);
      return context.json({ conversation }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/conversations/{id}/resolution",
      summary: "Open the conversation again",
      request: { params },
      responses: {
        200: answer("The conversation as it is now", outputs.conversation),
        default: refused(...NOT_YOURS),
      },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const conversation = await reopenConversation(context.get("desk"), context.get("actor"), id);
      return context.json({ conversation }, 200);
    },
  );
}
