import { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import type { Desk } from "../desk/desk.ts";
import { asRefusal } from "../desk/refusal.ts";
import { authenticate } from "./authenticate.ts";
import type { Environment, Limits } from "./context.ts";
import { crossOrigin } from "./cross-origin.ts";
import { jsonOnly } from "./json-only.ts";
import { problem } from "./problem.ts";
import { appRoutes } from "./routes/apps.ts";
import { attachmentRoutes } from "./routes/attachments.ts";
import { conversationRoutes } from "./routes/conversations.ts";
import { deskRoutes, type Watch } from "./routes/desk.ts";
import { type InboundProofs, inboundRoutes } from "./routes/inbound.ts";
import { mailRoutes } from "./routes/mail.ts";
import { messageRoutes } from "./routes/messages.ts";
import { notificationRoutes } from "./routes/notifications.ts";
import { peopleRoutes } from "./routes/people.ts";
import { realtimeAuthRoutes } from "./routes/realtime-auth.ts";
import { resumptionRoutes } from "./routes/resumptions.ts";
import { teamRoutes } from "./routes/teams.ts";
import { transcriptRoutes } from "./routes/transcripts.ts";
import { webhookRoutes } from "./routes/webhooks.ts";

/** Far above the longest message in its widest encoding. */
const BODY_MAX_BYTES = 64 * 1024;

/** What the routes are built from. */
export interface RouterParts {
  readonly desk: Desk;
  readonly limits: Limits;
  /** Origins whose pages may call the API without a cookie; `*` for any. */
  readonly allowedOrigins: readonly string[];
  readonly watch: Watch;
  /** How mail providers prove themselves. */
  readonly inbound: InboundProofs;
  /** Told of every error that is not a refusal. */
  readonly onError: (error: unknown) => void;
}

/** All routes of the HTTP API, with everything a request passes before it reaches one. */
export function buildRouter({
  desk,
  limits,
  allowedOrigins,
  watch,
  inbound,
  onError,
}: RouterParts): OpenAPIHono<Environment> {
  const app = new OpenAPIHono<Environment>({
    defaultHook(result) {
      if (result.success) return undefined;
      const fields = result.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
      return problem("invalid-input", { fields });
    },
  });
  app.onError((error) => {
    if ((error instanceof HTTPException && error.status === 400) || hungUp(error))
      return problem("malformed-json");
    const refusal = asRefusal(error);
    if (!refusal || refusal.code === "unavailable") onError(error);
    return problem(refusal?.code ?? "internal", { detail: refusal?.detail });
  });
  app.notFound(() => problem("not-found"));

  app.use("/api/*", crossOrigin(allowedOrigins, desk.publicUrl));
  app.use("/api/*", jsonOnly);
  app.use("/api/*", bodyLimit({ maxSize: BODY_MAX_BYTES, onError: () => problem("too-large") }));
  app.use("*", async (context, next) => {
    context.set("desk", desk);
    context.set("limits", limits);
    return next();
  });
  app.use("/api/*", authenticate);

  deskRoutes(app, watch);
  peopleRoutes(app);
  notificationRoutes(app);
  conversationRoutes(app);
  messageRoutes(app);
  realtimeAuthRoutes(app);
  appRoutes(app);
  teamRoutes(app);
  webhookRoutes(app);
  attachmentRoutes(app);
  transcriptRoutes(app);
  resumptionRoutes(app);
  mailRoutes(app);
  inboundRoutes(app, inbound);
  app.doc31("/api/openapi.json", { openapi: "3.1.0", info: { title: "Deskbell", version: "0.1.0" } });
  return app;
}

/** Whoever sent half a request has gone: nobody reads the answer, and there is nothing to mend. */
function hungUp(error: Error): boolean {
  return error.name === "AbortError";
}
