import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { readAttachment } from "../../desk/attachments.ts";
import { refused } from "../answers.ts";
import type { Environment } from "../context.ts";
import { fileHeaders } from "../file-headers.ts";

/** Files that came with messages. */
export function attachmentRoutes(app: OpenAPIHono<Environment>): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/attachments/{attachment}",
      summary: "A file that came with a message",
      request: { params: z.object({ attachment: z.string().max(100) }) },
      responses: {
        200: { description: "The file, to be saved" },
        default: refused("unauthenticated", "not-found", "forbidden"),
      },
    }),
    async (context) => {
      const { attachment } = context.req.valid("param");
      const { name, type, content } = await readAttachment(
        context.get("desk"),
        context.get("actor"),
        attachment,
      );
      return new Response(content, { headers: fileHeaders(name, type) });
    },
  );
}
