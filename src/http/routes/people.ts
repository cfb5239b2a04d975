import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { access } from "../../desk/access.ts";
import { setAvailability } from "../../desk/attendance.ts";
import { changeContact } from "../../desk/contact.ts";
import { acceptInvitation, invite, listColleagues, setUp } from "../../desk/join.ts";
import { endSession } from "../../desk/session.ts";
import { readAgent, signIn } from "../../desk/sign-in.ts";
import { welcomeCustomer } from "../../desk/welcome-customer.ts";
import { answer, jsonBody, refused } from "../answers.ts";
import { clearSessionCookie, setSessionCookie } from "../authenticate.ts";
import type { Environment } from "../context.ts";
import { limit } from "../limit.ts";
import { inputs, outputs } from "../shapes.ts";

/** Who is who: customers, agents, their sessions and their invitations. */
export function peopleRoutes(app: OpenAPIHono<Environment>): void {
  app.openapi(
    createRoute({
      method: "post",
      path: "/api/customers",
      summary: "Recognise or make a customer",
      middleware: limit("customers"),
      request: { body: jsonBody(inputs.customer) },
      responses: {
        201: answer("The customer, and the token this device proves it with", outputs.customer),
        default: refused("invalid-identity", "too-many-requests"),
      },
    }),
    async (context) => {
      const welcomed = await welcomeCustomer(context.get("desk"), context.req.valid("json"));
      return context.json(welcomed, 201);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/setup",
      summary: "Make the first admin, with the link that was printed at start",
      middleware: limit("signIns"),
      request: { body: jsonBody(inputs.newcomer) },
      responses: {
        201: answer("The admin, signed in by cookie", outputs.agent),
        default: refused("link-spent", "email-taken", "too-many-requests"),
      },
    }),
    async (context) => {
      const { agent, token } = await setUp(context.get("desk"), context.req.valid("json"));
      setSessionCookie(context, token);
      return context.json({ agent }, 201);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/sessions",
      summary: "Sign an agent in",
      middleware: limit("signIns"),
      request: { body: jsonBody(inputs.credentials) },
      responses: {
        201: answer("The agent, signed in by cookie", outputs.agent),
        default: refused("wrong-credentials", "too-many-requests"),
      },
    }),
    async (context) => {
      const { agent, token } = await signIn(context.get("desk"), context.req.valid("json"));
      setSessionCookie(context, token);
      return context.json({ agent }, 201);
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/sessions/current",
      summary: "Sign out",
      responses: { 204: { description: "The session has ended" }, default: refused("unauthenticated") },
    }),
    async (context) => {
      access.person(context.get("actor"));
      await endSession(context.get("desk"), context.get("token") ?? "");
      clearSessionCookie(context);
      return context.body(null, 204);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/me",
      summary: "Who am I?",
      responses: { 200: answer("The signed-in person", outputs.me), default: refused("unauthenticated") },
    }),
    async (context) => {
      const { publicId, name, role } = access.person(context.get("actor"));
      const person = { id: publicId, name, role };
      if (role === "customer") return context.json({ person }, 200);
      return context.json({ person, agent: await readAgent(context.get("desk"), context.get("actor")) }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/me/contact",
      summary: "How I am called and reached, for customers",
      request: { body: jsonBody(inputs.contact) },
      responses: {
        200: answer("As it is now", outputs.contact),
        default: refused("unauthenticated", "forbidden"),
      },
    }),
    async (context) =>
      context.json(
        await changeContact(context.get("desk"), context.get("actor"), context.req.valid("json")),
        200,
      ),
  );

  app.openapi(
    createRoute({
      method: "put",
      path: "/api/me/availability",
      summary: "Say whether I answer now",
      request: { body: jsonBody(inputs.availability) },
      responses: {
        200: answer("The agent", outputs.agent),
        default: refused("unauthenticated", "forbidden"),
      },
    }),
    async (context) => {
      const { available } = context.req.valid("json");
      return context.json(
        { agent: await setAvailability(context.get("desk"), context.get("actor"), available) },
        200,
      );
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/agents",
      summary: "Everybody who answers",
      responses: {
        200: answer("In the order they joined", outputs.agents),
        default: refused("unauthenticated", "forbidden"),
      },
    }),
    async (context) =>
      context.json({ agents: await listColleagues(context.get("desk"), context.get("actor")) }, 200),
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/invitations",
      summary: "Make a one-time link with which somebody may join",
      request: { body: jsonBody(inputs.invitation) },
      responses: {
        201: answer("The link; it is shown once", outputs.invitation),
        default: refused("unauthenticated", "forbidden"),
      },
    }),
    async (context) => {
      const { role } = context.req.valid("json");
      return context.json(await invite(context.get("desk"), context.get("actor"), role), 201);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/invitations/acceptance",
      summary: "Join with an invitation",
      middleware: limit("signIns"),
      request: { body: jsonBody(inputs.newcomer) },
      responses: {
        201: answer("The agent, signed in by cookie", outputs.agent),
        default: refused("link-spent", "email-taken", "too-many-requests"),
      },
    }),
    async (context) => {
      const { agent, token } = await acceptInvitation(context.get("desk"), context.req.valid("json"));
      setSessionCookie(context, token);
      return context.json({ agent }, 201);
    },
  );
}
