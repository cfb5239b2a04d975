import { createMiddleware } from "hono/factory";
import type { Environment, Limits } from "./context.ts";
import { networkOf } from "./network-of.ts";
import { problem } from "./problem.ts";

/** Holds a flood back: messages are counted by person, everything else by address or its network. */
export function limit(kind: keyof Limits) {
  return createMiddleware<Environment>(async (context, next) => {
    const sender = (kind === "messages" && context.get("actor")?.publicId) || networkOf(context.env.address);
    const seconds = context.get("limits")[kind].take(sender);
    if (seconds === undefined) return next();
    return problem("too-many-requests", {
      detail: `Try again in ${seconds} s.`,
      headers: { "retry-after": String(seconds) },
    });
  });
}
