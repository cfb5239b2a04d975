import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { acceptConversation } from "../../desk/accept-conversation.ts";
import type { Actor } from "../../desk/access.ts";
import { assignConversation, leaveConversation } from "../../desk/assign-conversation.ts";
import type { Desk } from "../../desk/desk.ts";
import { labelConversation } from "../../desk/label-conversation.ts";
import { openConversation } from "../../desk/open-conversation.ts";
import { listConversations, readConversation } from "../../desk/read-conversation.ts";
import { readAssignments } from "../../desk/read-queue.ts";
import {
  reopenConversation,
  resolveConversation,
  snoozeConversation,
} from "../../desk/resolve-conversation.ts";
import type { ProblemCode } from "../../protocol/errors.ts";
import { CONVERSATION_STATUSES, type Conversation } from "../../protocol/resources.ts";
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
      request: { query: z.object({ status: z.enum(CONVERSATION_STATUSES).optional() }) },
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
      request: { body: jsonBody(inputs.opening) },
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
      summary: "Give the conversation to an agent or a team: take it, hand it over, take it over",
      request: { params, body: jsonBody(inputs.assignment) },
      responses: {
        200: answer("The conversation as it is now", outputs.conversation),
        default: refused(
          ...NOT_YOURS,
          "already-taken",
          "not-open",
          "agent-unknown",
          "agent-full",
          "agent-away",
          "team-unknown",
        ),
      },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const wish = context.req.valid("json");
      const to = "teamId" in wish ? { teamId: wish.teamId } : { agentId: wish.agentId };
      const conversation = await assignConversation(context.get("desk"), context.get("actor"), id, {
        ...wish,
        to,
      });
      return context.json({ conversation }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/conversations/{id}/assignments",
      summary: "How the conversation came to whoever has it, and why",
      request: { params },
      responses: {
        200: answer("Oldest first, at most the newest 200", outputs.assignments),
        default: refused(...NOT_YOURS),
      },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const entries = await readAssignments(context.get("desk"), context.get("actor"), id);
      return context.json({ entries }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/conversations/{id}/snooze",
      summary: "Let the conversation sleep until a time, or until the customer writes",
      request: { params, body: jsonBody(inputs.snooze) },
      responses: {
        200: answer("The conversation as it is now", outputs.conversation),
        default: refused(...NOT_YOURS, "not-open"),
      },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const { until } = context.req.valid("json");
      const conversation = await snoozeConversation(
        context.get("desk"),
        context.get("actor"),
        id,
        until === null ? null : Date.parse(until),
      );
      return context.json({ conversation }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/conversations/{id}/labels",
      summary: "Replace the conversation's labels",
      request: { params, body: jsonBody(inputs.labels) },
      responses: {
        200: answer("The conversation as it is now", outputs.conversation),
        default: refused(...NOT_YOURS, "already-taken"),
      },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const { labels } = context.req.valid("json");
      const conversation = await labelConversation(context.get("desk"), context.get("actor"), id, labels);
      return context.json({ conversation }, 200);
    },
  );

  for (const { method, path, summary, refusals, act } of VERBS)
    app.openapi(
      createRoute({
        method,
        path,
        summary,
        request: { params },
        responses: {
          200: answer("The conversation as it is now", outputs.conversation),
          default: refused(...NOT_YOURS, ...refusals),
        },
      }),
      async (context) => {
        const { id } = context.req.valid("param");
        const conversation = await act(context.get("desk"), context.get("actor"), id);
        return context.json({ conversation }, 200);
      },
    );
}

/** What is done with a conversation without a further word about it. */
const VERBS: readonly {
  readonly method: "put" | "delete";
  readonly path: `/api/conversations/{id}/${string}`;
  readonly summary: string;
  readonly refusals: readonly ProblemCode[];
  readonly act: (desk: Desk, actor: Actor, id: string) => Promise<Conversation>;
}[] = [
  {
    method: "delete",
    path: "/api/conversations/{id}/assignment",
    summary: "Leave the conversation: it goes back to the queue, and not to me again by itself",
    refusals: ["not-open"],
    act: leaveConversation,
  },
  {
    method: "put",
    path: "/api/conversations/{id}/acceptance",
    summary: "I have opened what I was offered, or type in it: its clock stops",
    refusals: [],
    act: acceptConversation,
  },
  {
    method: "delete",
    path: "/api/conversations/{id}/snooze",
    summary: "Wake a sleeping conversation",
    refusals: ["agent-full"],
    act: reopenConversation,
  },
  {
    method: "put",
    path: "/api/conversations/{id}/resolution",
    summary: "Close the conversation",
    refusals: [],
    act: resolveConversation,
  },
  {
    method: "delete",
    path: "/api/conversations/{id}/resolution",
    summary: "Open the conversation again",
    refusals: ["agent-full"],
    act: reopenConversation,
  },
];
