import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { changeApp, createApp, createKey, readApps, removeApp, removeKey } from "../../desk/apps.ts";
import { answer, jsonBody, refused } from "../answers.ts";
import type { Environment } from "../context.ts";
import { inputs, outputs } from "../shapes.ts";

const params = z.object({ app: z.string().max(100) });
const keyParams = params.extend({ key: z.string().max(100) });
const ADMINS = ["unauthenticated", "forbidden"] as const;

/** The apps of others that use the realtime engine, and their keys. */
export function appRoutes(app: OpenAPIHono<Environment>): void {
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/apps",
      summary: "Every outside app with its keys and secrets",
      responses: { 200: answer("Oldest first", outputs.apps), default: refused(...ADMINS) },
    }),
    async (context) => context.json({ apps: await readApps(context.get("desk"), context.get("actor")) }, 200),
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/apps",
      summary: "Make an app with its first key",
      request: { body: jsonBody(inputs.app) },
      responses: { 201: answer("The app", outputs.app), default: refused(...ADMINS, "app-exists") },
    }),
    async (context) => {
      const made = await createApp(context.get("desk"), context.get("actor"), context.req.valid("json"));
      return context.json({ app: made }, 201);
    },
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/apps/{app}",
      summary: "Change an app's name and settings; what is not named stays",
      request: { params, body: jsonBody(inputs.appChange) },
      responses: { 200: answer("The app", outputs.app), default: refused(...ADMINS, "not-found") },
    }),
    async (context) => {
      const { app: id } = context.req.valid("param");
      const changed = await changeApp(
        context.get("desk"),
        context.get("actor"),
        id,
        context.req.valid("json"),
      );
      return context.json({ app: changed }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/apps/{app}",
      summary: "Remove an app",
      request: { params },
      responses: { 204: { description: "It is gone" }, default: refused(...ADMINS, "not-found") },
    }),
    async (context) => {
      await removeApp(context.get("desk"), context.get("actor"), context.req.valid("param").app);
      return context.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/apps/{app}/keys",
      summary: "Add a key to an app",
      request: { params, body: jsonBody(inputs.key) },
      responses: { 201: answer("The app", outputs.app), default: refused(...ADMINS, "not-found") },
    }),
    async (context) => {
      const { app: id } = context.req.valid("param");
      const { dialect } = context.req.valid("json");
      const changed = await createKey(context.get("desk"), context.get("actor"), id, dialect);
      return context.json({ app: changed }, 201);
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/apps/{app}/keys/{key}",
      summary: "Take a key away",
      request: { params: keyParams },
      responses: { 200: answer("The app", outputs.app), default: refused(...ADMINS, "not-found") },
    }),
    async (context) => {
      const { app: id, key } = context.req.valid("param");
      const changed = await removeKey(context.get("desk"), context.get("actor"), id, key);
      return context.json({ app: changed }, 200);
    },
  );
}
