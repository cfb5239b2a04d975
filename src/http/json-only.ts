import { createMiddleware } from "hono/factory";
import type { Environment } from "./context.ts";
import { problem } from "./problem.ts";

/** A form or plain text can be posted from any site without asking first; JSON can't. */
export const jsonOnly = createMiddleware<Environment>(async (context, next) => {
  const { headers, body } = context.req.raw;
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (body && type !== "application/json") return problem("unsupported-media-type");
  return next();
});
