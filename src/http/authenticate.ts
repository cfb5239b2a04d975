import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { createMiddleware } from "hono/factory";
import { AGENT_SESSION_MS, actorOf } from "../desk/session.ts";
import type { Environment } from "./context.ts";
import { problem } from "./problem.ts";

const COOKIE = "deskbell_session";
const BEARER = /^Bearer ([A-Za-z0-9_-]{20,100})$/;

/**
 * Finds out who asks: customers by a bearer token, agents by an http-only cookie. A bearer token wins, so that an
 * agent who tries their own widget is the customer there. A token that is not good is nobody's.
 */
export const authenticate = createMiddleware<Environment>(async (context, next) => {
  const bearer = BEARER.exec(context.req.header("authorization") ?? "")?.[1];
  const token = bearer ?? getCookie(context, COOKIE);
  const actor = token === undefined ? undefined : await actorOf(context.get("desk"), token);
  // A customer's token in a cookie, or an agent's in a header, was put there by somebody else.
  const fits = bearer === undefined ? actor?.role !== "customer" : actor?.role === "customer";
  context.set("token", token);
  context.set("actor", fits ? actor : undefined);
  if (bearer === undefined && isForeignWrite(context))
    return problem("origin-refused", { detail: "Agents work from the desk's own pages." });
  return next();
});

/** Hands the browser an agent's session. */
export function setSessionCookie(context: Context<Environment>, token: string): void {
  setCookie(context, COOKIE, token, {
    httpOnly: true,
    sameSite: "Lax",
    path: "/",
    secure: context.get("desk").publicUrl().startsWith("https:"),
    maxAge: AGENT_SESSION_MS / 1000,
  });
}

/** Takes it back. */
export function clearSessionCookie(context: Context<Environment>): void {
  deleteCookie(context, COOKIE, { path: "/" });
}

/** Another site's page makes the agent's browser write with the agent's cookie: cross-site request forgery. */
function isForeignWrite(context: Context<Environment>): boolean {
  const { method } = context.req;
  if (method === "GET" || method === "HEAD" || getCookie(context, COOKIE) === undefined) return false;
  const origin = context.req.header("origin");
  if (origin === undefined) return false;
  return origin !== new URL(context.req.url).origin && origin !== context.get("desk").publicUrl();
}
