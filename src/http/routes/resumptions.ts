import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { resumeConversation } from "../../desk/resume-conversation.ts";
import { answer, jsonBody, refused } from "../answers.ts";
import type { Environment } from "../context.ts";
import { limit } from "../limit.ts";

const RESUME_TOKEN_MAX = 1_000;

/** The links of mails. */
export function resumptionRoutes(app: OpenAPIHono<Environment>): void {
  app.openapi(
    createRoute({
      method: "post",
      path: "/api/resumptions",
      summary: "Go on with a conversation on this device, with the token of a mail's link",
      middleware: limit("customers"),
      request: { body: jsonBody(z.strictObject({ token: z.string().min(1).max(RESUME_TOKEN_MAX) })) },
      responses: {
        201: answer(
          "The customer, the token this device proves it with, and the conversation",
          z.object({
            token: z.string(),
            customer: z.object({ id: z.string(), name: z.string() }),
            conversationId: z.string(),
          }),
        ),
        default: refused("link-spent", "too-many-requests"),
      },
    }),
    async (context) => {
      const { token } = context.req.valid("json");
      return context.json(await resumeConversation(context.get("desk"), token), 201);
    },
  );
}
