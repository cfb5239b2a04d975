import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { authorizeChannels } from "../../desk/authorize-channels.ts";
import { Refusal } from "../../desk/refusal.ts";
import { PROBLEMS } from "../../protocol/errors.ts";
import { answer, jsonBody, refused } from "../answers.ts";
import type { Environment } from "../context.ts";
import { inputs, outputs } from "../shapes.ts";

const REFUSED_CHANNEL = { status: PROBLEMS.forbidden.status, code: "forbidden" };

/** Signs channels for a socket: one at a time, as stock clients ask, or many at once. */
export function realtimeAuthRoutes(app: OpenAPIHono<Environment>): void {
  app.openapi(
    createRoute({
      method: "post",
      path: "/api/realtime/auth",
      summary: "Sign one channel, or up to a hundred, for a socket",
      request: { body: jsonBody(inputs.channels) },
      responses: {
        200: answer("The signature, or one for each channel", outputs.authorizations),
        default: refused("unauthenticated", "forbidden"),
      },
    }),
    async (context) => {
      const asked = context.req.valid("json");
      const names = "channels" in asked ? asked.channels : [asked.channel_name];
      const answers = await authorizeChannels(
        context.get("desk"),
        context.get("actor"),
        asked.socket_id,
        names,
      );
      if ("channels" in asked) {
        const channels = Object.fromEntries(
          names.map((name) => [name, answers.get(name) ?? REFUSED_CHANNEL]),
        );
        return context.json({ channels }, 200);
      }
      const authorization = answers.get(asked.channel_name);
      if (!authorization) throw new Refusal("forbidden", "You may not join this channel.");
      return context.json(authorization, 200);
    },
  );
}
