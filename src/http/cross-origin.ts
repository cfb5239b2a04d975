import { createMiddleware } from "hono/factory";
import type { Environment } from "./context.ts";
import { problem } from "./problem.ts";

/** How long a browser remembers that it may ask, in seconds. */
const PREFLIGHT_AGE_S = 24 * 60 * 60;

const PERMISSIONS = {
  "access-control-allow-methods": "GET, POST, PUT, DELETE",
  "access-control-allow-headers": "authorization, content-type",
  "access-control-expose-headers": "retry-after",
  "access-control-max-age": String(PREFLIGHT_AGE_S),
};

/**
 * Lets pages of the allowed origins call the API with a customer's token. Credentials are never allowed across
 * origins, so an agent's cookie is of no use to another site's page.
 */
export function crossOrigin(allowedOrigins: readonly string[], publicUrl: () => string) {
  return createMiddleware<Environment>(async (context, next) => {
    const origin = context.req.header("origin");
    if (origin === undefined) return next();
    const own = origin === new URL(context.req.url).origin || origin === publicUrl();
    if (!own && !allowsOrigin(allowedOrigins, origin))
      return problem("origin-refused", { detail: "Add it to ALLOWED_ORIGINS." });
    const allowed = { "access-control-allow-origin": origin, vary: "origin", ...PERMISSIONS };
    if (context.req.method === "OPTIONS") return new Response(null, { status: 204, headers: allowed });
    await next();
    for (const [name, value] of Object.entries(allowed)) context.res.headers.set(name, value);
    return undefined;
  });
}

/** Whether a page of this origin may hold the widget. */
export function allowsOrigin(allowedOrigins: readonly string[], origin: string): boolean {
  return allowedOrigins.includes("*") || allowedOrigins.includes(origin);
}
