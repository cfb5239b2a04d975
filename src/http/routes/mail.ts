import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type MailReport, readMailReport } from "../../desk/read-mail-report.ts";
import { answer, refused } from "../answers.ts";
import type { Environment } from "../context.ts";

const report = z.object({
  enabled: z.boolean(),
  from: z.string().nullable(),
  inbound: z.string().nullable(),
  waiting: z.int(),
  dead: z.array(
    z.object({ kind: z.string(), to: z.string().nullable(), at: z.iso.datetime(), error: z.string() }),
  ),
}) satisfies z.ZodType<MailReport>;

/** The desk's mail, for those who run it. */
export function mailRoutes(app: OpenAPIHono<Environment>): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/mail",
      summary: "Whether mail goes out and comes in, and what could not be sent",
      responses: {
        200: answer("The desk's mail; `dead` has the last that were given up, newest first", report),
        default: refused("unauthenticated", "forbidden"),
      },
    }),
    async (context) => context.json(await readMailReport(context.get("desk"), context.get("actor")), 200),
  );
}
