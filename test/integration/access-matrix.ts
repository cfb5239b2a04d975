import {
  agentChannel,
  conversationChannel,
  staffChannel,
  teamChannel,
  teamQueueChannel,
} from "../../src/protocol/channels.ts";
import { PASSWORD } from "../helpers/cast.ts";
import { PushBrowser } from "../helpers/push-browser.ts";

/** How everybody stands to one conversation. */
export const EVERYBODY = ["owner", "other customer", "assignee", "other agent", "admin", "nobody"] as const;
export type Who = (typeof EVERYBODY)[number];

/** What a request is about. */
export interface Matter {
  readonly conversationId: string;
  /** The conversation's team, whose members the agents are. */
  readonly teamId: string;
  readonly assigneeId: string;
  readonly socketId: string;
}

/** One route: a request that is right in everything but who asks, and the status that each is answered. */
export interface Row {
  readonly body?: (matter: Matter) => unknown;
  readonly expected: Record<Who, number>;
}

const WORDS = () => ({ clientId: crypto.randomUUID(), text: "Hello" });
const NEWCOMER = {
  token: "not-a-token-that-was-ever-given-out",
  name: "Mallory",
  email: "mallory@example.com",
  password: "a long enough password",
};

/** Where nobody listens. */
export const WEBHOOK_URL = "http://127.0.0.1:1/";

/** Settings of a desk whose mail is queued and goes nowhere. */
export const MAIL_ENV = {
  SMTP_URL: "smtp://127.0.0.1:1",
  MAIL_FROM: "support@desk.example",
  INBOUND_ADDRESS: "reply@chat.example.com",
  INBOUND_SECRET: "a-secret-of-the-provider",
} as const;

/**
 * Who may do what, by route. `:id` is the conversation's, `:team` and `:agent` are made for the request, `:app` and `:key` are those of an outside app, `:webhook`
 * and `:delivery` those of a webhook of one, `:attachment` came with the conversation's first message.
 */
export const MATRIX: Readonly<Record<string, Row>> = {
  "GET /health": { expected: everybody(200) },
  "GET /ready": { expected: everybody(200) },
  // The machine decides, not the person.
  "GET /metrics": { expected: everybody(200) },
  "GET /api/openapi.json": { expected: everybody(200) },
  "GET /api/desk": { expected: everybody(200) },
  "GET /api/embed": { expected: agents(200) },
  "GET /api/statistics": { expected: agents(200) },
  "POST /api/customers": { body: () => ({ name: "Newcomer" }), expected: everybody(201) },
  // The token decides, not the person.
  "POST /api/setup": { body: () => NEWCOMER, expected: everybody(410) },
  "POST /api/invitations/acceptance": { body: () => NEWCOMER, expected: everybody(410) },
  "POST /api/sessions": {
    body: () => ({ email: "ada@desk.example", password: PASSWORD }),
    expected: everybody(201),
  },
  "DELETE /api/sessions/current": { expected: signedIn(204) },
  "GET /api/me": { expected: signedIn(200) },
  "PUT /api/me/availability": { body: () => ({ available: true }), expected: agents(200) },
  "PUT /api/me/contact": {
    body: () => ({ email: "vera@example.com" }),
    expected: only({ owner: 200, "other customer": 200 }),
  },
  "GET /api/me/notifications": { expected: agents(200) },
  "PUT /api/me/notifications": { body: () => ({ sound: false }), expected: agents(200) },
  "GET /api/push-key": { expected: agents(200) },
  "POST /api/me/push-subscriptions": {
    body: () => new PushBrowser().subscription("https://push.invalid/somebody"),
    expected: agents(204),
  },
  "DELETE /api/me/push-subscriptions": {
    body: () => ({ endpoint: "https://push.invalid/somebody" }),
    expected: agents(204),
  },
  "POST /api/me/push-tests": {
    body: () => ({ endpoint: "https://push.invalid/nowhere" }),
    // None of them has such a browser.
    expected: agents(404),
  },
  "GET /api/agents": { expected: agents(200) },
  "POST /api/invitations": { body: () => ({ role: "agent" }), expected: only({ admin: 201 }) },
  "GET /api/conversations": { expected: signedIn(200) },
  "POST /api/conversations": { body: WORDS, expected: only({ owner: 201, "other customer": 201 }) },
  "GET /api/conversations/:id": { expected: only({ owner: 200, assignee: 200, admin: 200 }) },
  "GET /api/conversations/:id/messages": { expected: only({ owner: 200, assignee: 200, admin: 200 }) },
  "POST /api/conversations/:id/messages": { body: WORDS, expected: only({ owner: 201, assignee: 201 }) },
  "PUT /api/conversations/:id/read-marker": {
    body: () => ({ upTo: 1 }),
    expected: only({ owner: 200, assignee: 200 }),
  },
  "PUT /api/conversations/:id/assignment": {
    body: ({ assigneeId }) => ({ agentId: assigneeId }),
    // A member of its team would have liked to take it, but somebody has.
    expected: only({ assignee: 200, admin: 200, "other agent": 409 }),
  },
  "DELETE /api/conversations/:id/assignment": { expected: only({ assignee: 200 }) },
  "GET /api/conversations/:id/assignments": { expected: only({ assignee: 200, admin: 200 }) },
  "PUT /api/conversations/:id/acceptance": { expected: only({ assignee: 200 }) },
  "PUT /api/conversations/:id/snooze": { body: () => ({ until: null }), expected: only({ assignee: 200 }) },
  "DELETE /api/conversations/:id/snooze": { expected: only({ assignee: 200 }) },
  "PUT /api/conversations/:id/labels": {
    body: () => ({ labels: ["billing"] }),
    expected: only({ assignee: 200, admin: 200, "other agent": 409 }),
  },
  "GET /api/teams": { expected: agents(200) },
  "POST /api/teams": { body: () => ({ name: crypto.randomUUID() }), expected: only({ admin: 201 }) },
  "PUT /api/teams/:team": { body: () => ({ name: "Sales" }), expected: only({ admin: 200 }) },
  "DELETE /api/teams/:team": { expected: only({ admin: 204 }) },
  "GET /api/queue": { expected: agents(200) },
  "PUT /api/agents/:agent": { body: () => ({ skills: ["billing"] }), expected: only({ admin: 200 }) },
  "DELETE /api/agents/:agent": { expected: only({ admin: 204 }) },
  "PUT /api/conversations/:id/resolution": { expected: only({ assignee: 200 }) },
  "DELETE /api/conversations/:id/resolution": { expected: only({ assignee: 200 }) },
  "GET /api/apps": { expected: only({ admin: 200 }) },
  "POST /api/apps": { body: () => ({ name: "Shop" }), expected: only({ admin: 201 }) },
  "PUT /api/apps/:app": { body: () => ({ name: "Shop" }), expected: only({ admin: 200 }) },
  "DELETE /api/apps/:app": { expected: only({ admin: 204 }) },
  "POST /api/apps/:app/keys": { body: () => ({ dialect: "pusher" }), expected: only({ admin: 201 }) },
  "DELETE /api/apps/:app/keys/:key": { expected: only({ admin: 200 }) },
  "GET /api/webhooks": { expected: only({ admin: 200 }) },
  "POST /api/webhooks": {
    // Switched off: nobody else's request may queue something for it.
    body: () => ({ url: WEBHOOK_URL, events: ["message.created"], enabled: false }),
    expected: only({ admin: 201 }),
  },
  "PUT /api/webhooks/:webhook": { body: () => ({ enabled: false }), expected: only({ admin: 200 }) },
  "DELETE /api/webhooks/:webhook": { expected: only({ admin: 204 }) },
  "POST /api/webhooks/:webhook/tests": { expected: only({ admin: 202 }) },
  "GET /api/webhooks/deliveries": { expected: only({ admin: 200 }) },
  "GET /api/webhooks/deliveries/:delivery": { expected: only({ admin: 200 }) },
  "POST /api/webhooks/deliveries/:delivery/attempts": { expected: only({ admin: 202 }) },
  "GET /api/conversations/:id/transcript": { expected: only({ owner: 200, assignee: 200, admin: 200 }) },
  // The owner may as well, once somebody has answered.
  "POST /api/conversations/:id/transcript": { expected: only({ assignee: 202, admin: 202 }) },
  "GET /api/attachments/:attachment": { expected: only({ owner: 200, assignee: 200, admin: 200 }) },
  // The link's token decides, not the person.
  "POST /api/resumptions": { body: () => ({ token: "not.a.token" }), expected: everybody(410) },
  "GET /api/mail": { expected: only({ admin: 200 }) },
  // The provider's secret decides, and none of the people has it.
  "POST /inbound/email": { body: () => ({ From: "vera@example.com" }), expected: everybody(401) },
  "POST /api/realtime/auth": {
    body: ({ conversationId, socketId }) => ({
      socket_id: socketId,
      channel_name: conversationChannel(conversationId),
    }),
    expected: only({ owner: 200, assignee: 200 }),
  },
};

/** The cells of `rows` that are answered otherwise than expected, each in a line. */
export async function violations(
  ask: (route: string, row: Row, who: Who) => Promise<number>,
  rows: Readonly<Record<string, Row>> = MATRIX,
): Promise<string[]> {
  const found: string[] = [];
  for (const [route, row] of Object.entries(rows))
    for (const who of EVERYBODY) {
      const status = await ask(route, row, who);
      if (status !== row.expected[who])
        found.push(`${route} by ${who}: ${status} instead of ${row.expected[who]}`);
    }
  return found;
}

/** Who may join a channel of each kind. */
export const CHANNELS: readonly {
  readonly kind: string;
  readonly name: (matter: Omit<Matter, "socketId">) => string;
  readonly allowed: readonly Who[];
}[] = [
  {
    kind: "a conversation's channel",
    name: ({ conversationId }) => conversationChannel(conversationId),
    allowed: ["owner", "assignee"],
  },
  { kind: "an agent's channel", name: ({ assigneeId }) => agentChannel(assigneeId), allowed: ["assignee"] },
  {
    kind: "what colleagues see of each other in a conversation",
    name: ({ conversationId }) => staffChannel(conversationId),
    allowed: ["assignee", "admin"],
  },
  {
    kind: "a team's own channel",
    name: ({ teamId }) => teamQueueChannel(teamId),
    allowed: ["assignee", "other agent", "admin"],
  },
  { kind: "the own channel of no team", name: () => teamQueueChannel("team_none"), allowed: [] },
  { kind: "the public channel of no team", name: () => teamChannel("team_none"), allowed: [] },
  { kind: "the channel of no conversation", name: () => conversationChannel("cnv_none"), allowed: [] },
  { kind: "the channel of no agent", name: () => agentChannel("agt_none"), allowed: [] },
  {
    kind: "a conversation's channel in other letters",
    name: ({ conversationId }) => conversationChannel(conversationId).toUpperCase(),
    allowed: [],
  },
  {
    kind: "a name that only begins like a conversation's",
    name: ({ conversationId }) => `${conversationChannel(conversationId)},x`,
    allowed: [],
  },
  { kind: "a private channel that the desk does not use", name: () => "private-lounge", allowed: [] },
  { kind: "a presence channel", name: () => "presence-lounge", allowed: [] },
  { kind: "a public channel", name: () => "lounge", allowed: [] },
];

function everybody(status: number): Record<Who, number> {
  return {
    owner: status,
    "other customer": status,
    assignee: status,
    "other agent": status,
    admin: status,
    nobody: status,
  };
}

function signedIn(status: number): Record<Who, number> {
  return { ...everybody(status), nobody: 401 };
}

function agents(status: number): Record<Who, number> {
  return only({ assignee: status, "other agent": status, admin: status });
}

/** Those who are named are let in; other people are forbidden, and nobody is asked to sign in. */
function only(allowed: Partial<Record<Who, number>>): Record<Who, number> {
  return { ...everybody(403), nobody: 401, ...allowed };
}
