import { z } from "@hono/zod-openapi";
import { APP_ID, APP_KEY, APP_SETTING_BOUNDS, type AppSettings, DIALECTS } from "../protocol/app-settings.ts";
import { CHANNEL_NAME_MAX } from "../protocol/channels.ts";
import { PROBLEMS, type Problem } from "../protocol/errors.ts";
import {
  type Agent,
  type Conversation,
  type ConversationList,
  type ConversationSnapshot,
  MESSAGE_TEXT_MAX,
  type Message,
  type MessagePage,
  type OutsideApp,
  PASSWORD_MIN,
  PERSON_NAME_MAX,
  type Person,
  type Position,
} from "../protocol/resources.ts";

const PASSWORD_MAX = 200;
const EMAIL_MAX = 254;
const CLIENT_ID = /^[A-Za-z0-9_-]{1,64}$/;
const SOCKET_ID = /^\d{1,20}\.\d{1,20}$/;
/** How many channels one request may ask to be signed. */
const CHANNELS_MAX = 100;
const TOKEN_MAX = 200;
const IDENTITY_MAX = 4_096;

/**
 * Half a surrogate pair, as a client cuts an emoji in two, has no UTF-8: the database would keep another text than the
 * log's JSON does.
 */
const wellFormed = (text: string) => text.replaceAll(/\p{Surrogate}/gu, "\uFFFD");

const name = z.string().overwrite(wellFormed).trim().min(1).max(PERSON_NAME_MAX);
const email = z.string().trim().max(EMAIL_MAX).pipe(z.email());

const dialect = z.enum(DIALECTS);

const bounded = (setting: keyof typeof APP_SETTING_BOUNDS) => {
  const [least, most] = APP_SETTING_BOUNDS[setting];
  return z.int().min(least).max(most);
};

const appSettings = z.strictObject({
  enabled: z.boolean(),
  clientEvents: z.boolean(),
  clientEventsPerSecond: bounded("clientEventsPerSecond"),
  subscriptionCount: z.boolean(),
  requireUser: z.boolean(),
  presenceMembersMax: bounded("presenceMembersMax"),
  connectionsMax: bounded("connectionsMax"),
  eventBytesMax: bounded("eventBytesMax"),
  historyCount: bounded("historyCount"),
  historySeconds: bounded("historySeconds"),
  allowedOrigins: z.array(z.string().max(200)).min(1).max(100),
}) satisfies z.ZodType<AppSettings>;

/** What requests bring. Unknown fields are refused, so that a misspelt one is noticed. */
export const inputs = {
  customer: z.strictObject({
    name: name.optional(),
    email: email.optional(),
    identity: z.string().min(1).max(IDENTITY_MAX).optional(),
  }),
  newcomer: z.strictObject({
    token: z.string().min(1).max(TOKEN_MAX),
    name,
    email,
    password: z.string().min(PASSWORD_MIN).max(PASSWORD_MAX),
  }),
  credentials: z.strictObject({ email: z.string().max(EMAIL_MAX), password: z.string().max(PASSWORD_MAX) }),
  availability: z.strictObject({ available: z.boolean() }),
  invitation: z.strictObject({ role: z.enum(["agent", "admin"]) }),
  words: z.strictObject({
    clientId: z.string().regex(CLIENT_ID, "1 to 64 of A-Z a-z 0-9 _ -"),
    text: z.string().overwrite(wellFormed).trim().min(1).max(MESSAGE_TEXT_MAX),
  }),
  readMarker: z.strictObject({ upTo: z.int().min(0) }),
  app: z.strictObject({
    id: z.string().regex(APP_ID).optional(),
    name: name.optional(),
    key: z.string().regex(APP_KEY).optional(),
    secret: z.string().min(1).max(200).optional(),
    dialect: dialect.default("apinator"),
    settings: appSettings.partial().default({}),
  }),
  appChange: z.strictObject({ name: name.optional(), settings: appSettings.partial().optional() }),
  key: z.strictObject({ dialect }),
  assignment: z.strictObject({ agentId: z.string().min(1).max(100) }),
  channels: z.union([
    z.strictObject({
      socket_id: z.string().regex(SOCKET_ID),
      channel_name: z.string().min(1).max(CHANNEL_NAME_MAX),
    }),
    z.strictObject({
      socket_id: z.string().regex(SOCKET_ID),
      channels: z.array(z.string().min(1).max(CHANNEL_NAME_MAX)).min(1).max(CHANNELS_MAX),
    }),
  ]),
};

const person = z.object({ id: z.string(), name: z.string() }) satisfies z.ZodType<Person>;
const side = z.enum(["customer", "agent"]);
const role = z.enum(["customer", "agent", "admin"]);

const message = z
  .object({
    id: z.string(),
    conversationId: z.string(),
    clientId: z.string(),
    seq: z.int(),
    text: z.string(),
    senderRole: side,
    senderId: z.string(),
    senderName: z.string(),
    createdAt: z.iso.datetime(),
  })
  .openapi("Message") satisfies z.ZodType<Message>;

const conversation = z
  .object({
    id: z.string(),
    status: z.enum(["open", "closed"]),
    customer: person,
    assignee: person.nullable(),
    readUpTo: z.object({ customer: z.int(), agent: z.int() }),
    unread: z.int(),
    lastMessage: message.nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .openapi("Conversation") satisfies z.ZodType<Conversation>;

const position = z
  .object({ epoch: z.string(), seq: z.int() })
  .openapi("Position") satisfies z.ZodType<Position>;

const agent = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.enum(["agent", "admin"]),
    available: z.boolean(),
    online: z.boolean(),
  })
  .openapi("Agent") satisfies z.ZodType<Agent>;

const outsideApp = z
  .object({
    id: z.string(),
    name: z.string(),
    settings: appSettings,
    keys: z.array(z.object({ key: z.string(), secret: z.string(), dialect })),
  })
  .openapi("OutsideApp") satisfies z.ZodType<OutsideApp>;

const authorization = z.object({ auth: z.string(), channel_data: z.string() });

/** What answers carry; the compiler holds them to the protocol's own types. */
export const outputs = {
  health: z.object({ status: z.literal("ok") }),
  desk: z.object({ name: z.string(), key: z.string(), setUp: z.boolean(), answering: z.boolean() }),
  customer: z.object({ token: z.string(), customer: person }),
  agent: z.object({ agent }),
  agents: z.object({ agents: z.array(agent) }),
  me: z.object({ person: person.extend({ role }), agent: agent.optional() }),
  invitation: z.object({ url: z.string(), expiresAt: z.iso.datetime() }),
  conversation: z.object({ conversation }),
  list: z.object({
    conversations: z.array(conversation),
    positions: z.record(z.string(), position),
  }) satisfies z.ZodType<ConversationList>,
  snapshot: z
    .object({ conversation, messages: z.array(message), hasOlder: z.boolean(), position })
    .openapi("ConversationSnapshot") satisfies z.ZodType<ConversationSnapshot>,
  page: z.object({
    messages: z.array(message),
    hasOlder: z.boolean(),
  }) satisfies z.ZodType<MessagePage>,
  message: z.object({ message }),
  readUpTo: z.object({ readUpTo: z.object({ customer: z.int(), agent: z.int() }) }),
  authorizations: z.union([
    authorization,
    z.object({
      channels: z.record(
        z.string(),
        z.union([authorization, z.object({ status: z.int(), code: z.string() })]),
      ),
    }),
  ]),
  app: z.object({ app: outsideApp }),
  apps: z.object({ apps: z.array(outsideApp) }),
  embed: z.object({ snippet: z.string(), key: z.string(), identitySecret: z.string().optional() }),
  statistics: z.object({
    days: z.array(
      z.object({
        day: z.iso.date(),
        conversations: z.int(),
        customerMessages: z.int(),
        agentMessages: z.int(),
      }),
    ),
  }),
  problem: z
    .object({
      type: z.literal("about:blank"),
      title: z.string(),
      status: z.int(),
      code: z.enum(Object.keys(PROBLEMS) as [Problem["code"], ...Problem["code"][]]),
      detail: z.string().optional(),
      fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    })
    .openapi("Problem") satisfies z.ZodType<Problem>,
};
