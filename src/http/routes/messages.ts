import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { markRead } from "../../desk/mark-read.ts";
import { postMessage } from "../../desk/post-message.ts";
import { listMessages } from "../../desk/read-conversation.ts";
import { HISTORY_PAGE } from "../../protocol/resources.ts";
import { answer, jsonBody, refused } from "../answers.ts";
import type { Environment } from "../context.ts";
import { limit } from "../limit.ts";
import { inputs, outputs } from "../shapes.ts";

const params = z.object({ id: z.string().max(100) });
const NOT_YOURS = ["unauthenticated", "not-found", "forbidden"] as const;

/** What is said in a conversation, and how far it was read. */
export function messageRoutes(app: OpenAPIHono<Environment>): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/conversations/{id}/messages",
      summary: "A page of the history",
      request: {
        params,
        query: z.object({
          before: z.coerce.number().int().min(1).optional(),
          limit: z.coerce.number().int().min(1).max(HISTORY_PAGE).default(HISTORY_PAGE),
        }),
      },
      responses: {
        200: answer("The newest messages before `before`, oldest first", outputs.page),
        default: refused(...NOT_YOURS),
      },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const page = context.req.valid("query");
      return context.json(await listMessages(context.get("desk"), context.get("actor"), id, page), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/conversations/{id}/messages",
      summary: "Say something",
      middleware: limit("messages"),
      request: { params, body: jsonBody(inputs.words) },
      responses: {
        200: answer("It had arrived before: a repeat of this clientId", outputs.message),
        201: answer("The message; it is on disk", outputs.message),
        default: refused(...NOT_YOURS, "client-id-reused", "unseen-reply", "agent-full", "too-many-requests"),
      },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const { clientId, text, ...knowledge } = context.req.valid("json");
      const { message, created } = await postMessage(
        context.get("desk"),
        context.get("actor"),
        id,
        { clientId, text },
        knowledge,
      );
      return context.json({ message }, created ? 201 : 200);
    },
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/conversations/{id}/read-marker",
      summary: "Say how far my side has read",
      request: { params, body: jsonBody(inputs.readMarker) },
      responses: { 200: answer("Both sides' markers", outputs.readUpTo), default: refused(...NOT_YOURS) },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const { upTo } = context.req.valid("json");
      const readUpTo = await markRead(context.get("desk"), context.get("actor"), id, upTo);
      return context.json({ readUpTo }, 200);
    },
  );
}
