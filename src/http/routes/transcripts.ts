import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { mailTranscript, readTranscript } from "../../desk/transcript.ts";
import { answer, refused } from "../answers.ts";
import type { Environment } from "../context.ts";
import { fileHeaders } from "../file-headers.ts";
import { limit } from "../limit.ts";

const params = z.object({ id: z.string().max(100) });
const NOT_YOURS = ["unauthenticated", "not-found", "forbidden"] as const;

/** What was said, to keep. */
export function transcriptRoutes(app: OpenAPIHono<Environment>): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/conversations/{id}/transcript",
      summary: "Download what was said",
      request: { params, query: z.object({ format: z.enum(["text", "html"]).default("text") }) },
      responses: {
        200: { description: "A document of text or of HTML, to be saved" },
        default: refused(...NOT_YOURS),
      },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const { format } = context.req.valid("query");
      const { content, fileName } = await readTranscript(
        context.get("desk"),
        context.get("actor"),
        id,
        format,
      );
      const type = format === "html" ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
      return new Response(content, { headers: fileHeaders(fileName, type) });
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/conversations/{id}/transcript",
      summary: "Send what was said to the customer by e-mail",
      middleware: limit("messages"),
      request: { params },
      responses: {
        202: answer("It is on its way to this address", z.object({ to: z.string() })),
        default: refused(...NOT_YOURS, "mail-off", "no-address", "too-many-requests"),
      },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      return context.json(await mailTranscript(context.get("desk"), context.get("actor"), id), 202);
    },
  );
}
