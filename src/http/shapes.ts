import { z } from "@hono/zod-openapi";
import { hoursFaults, isTimeZone } from "../desk/hours-faults.ts";
import { APP_ID, APP_KEY, APP_SETTING_BOUNDS, type AppSettings, DIALECTS } from "../protocol/app-settings.ts";
import { CHANNEL_NAME_MAX } from "../protocol/channels.ts";
import { PROBLEMS, type Problem } from "../protocol/errors.ts";
import {
  type Agent,
  type Attachment,
  CONVERSATION_STATUSES,
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
import {
  ASSIGNMENT_KINDS,
  ASSIGNMENT_REASONS,
  type AssignmentEntry,
  LABEL_MAX,
  LABELS_MAX,
  NOTE_MAX,
  type QueueEntry,
  SKILLS_MAX,
  STRATEGIES,
  TEAM_BOUNDS,
  TEAM_NAME_MAX,
  type Team,
  type TeamSettings,
  type TeamStatus,
} from "../protocol/teams.ts";

const PASSWORD_MAX = 200;
const HOLIDAYS_MAX = 200;
const SPANS_MAX = 6;
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

const words = {
  clientId: z.string().regex(CLIENT_ID, "1 to 64 of A-Z a-z 0-9 _ -"),
  text: z.string().overwrite(wellFormed).trim().min(1).max(MESSAGE_TEXT_MAX),
};

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
  eventsPerSecond: bounded("eventsPerSecond"),
  eventBytesMax: bounded("eventBytesMax"),
  historyCount: bounded("historyCount"),
  historySeconds: bounded("historySeconds"),
  allowedOrigins: z.array(z.string().max(200)).min(1).max(100),
}) satisfies z.ZodType<AppSettings>;

const boundedTeam = (setting: keyof typeof TEAM_BOUNDS) => {
  const [least, most] = TEAM_BOUNDS[setting];
  return z.int().min(least).max(most);
};

const spans = z.array(z.strictObject({ from: z.string().max(5), to: z.string().max(5) })).max(SPANS_MAX);
const hours = z
  .strictObject({
    weekly: z.array(spans),
    holidays: z
      .array(
        z.strictObject({ date: z.string(), name: z.string().max(TEAM_NAME_MAX), hours: spans.optional() }),
      )
      .max(HOLIDAYS_MAX),
  })
  .superRefine((value, context) => {
    for (const message of hoursFaults(value)) context.addIssue({ code: "custom", message });
  });

const teamSettings = z.strictObject({
  strategy: z.enum(STRATEGIES),
  skillsFallback: z.enum(["anyone", "wait"]),
  capacity: boundedTeam("capacity").nullable(),
  acceptSeconds: boundedTeam("acceptSeconds"),
  releaseUnanswered: z.boolean(),
  timeZone: z.string().max(60).refine(isTimeZone, "a time zone such as Europe/Berlin"),
  hours: hours.nullable(),
  autoCloseDays: boundedTeam("autoCloseDays").nullable(),
  transcriptAtClose: z.boolean(),
});

const teamName = z.string().overwrite(wellFormed).trim().min(1).max(TEAM_NAME_MAX);
/** Compared as they stand: case and surrounding space would make two of one. */
const label = z.string().overwrite(wellFormed).trim().toLowerCase().min(1).max(LABEL_MAX);
const id = z.string().min(1).max(100);
const note = z.string().overwrite(wellFormed).trim().max(NOTE_MAX).optional();

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
  words: z.strictObject({ ...words, seenUpTo: z.int().min(0).optional(), evenSo: z.boolean().optional() }),
  opening: z.strictObject({
    ...words,
    team: z.string().max(TEAM_NAME_MAX).optional(),
    labels: z.array(label).max(LABELS_MAX).optional(),
    name: name.optional(),
    email: email.optional(),
  }),
  contact: z.strictObject({ name: name.optional(), email: email.optional() }),
  team: z.strictObject({
    name: teamName,
    settings: teamSettings.partial().optional(),
    memberIds: z.array(id).max(10_000).optional(),
  }),
  teamChange: z.strictObject({
    name: teamName.optional(),
    settings: teamSettings.partial().optional(),
    memberIds: z.array(id).max(10_000).optional(),
  }),
  agentChange: z.strictObject({
    capacity: boundedTeam("capacity").nullable().optional(),
    skills: z.array(label).max(SKILLS_MAX).optional(),
    role: z.enum(["agent", "admin"]).optional(),
  }),
  snooze: z.strictObject({ until: z.iso.datetime({ offset: true }).nullable() }),
  labels: z.strictObject({ labels: z.array(label).max(LABELS_MAX) }),
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
  assignment: z.union([
    z.strictObject({ agentId: id, note, evenIfAway: z.boolean().optional() }),
    z.strictObject({ teamId: id, note }),
  ]),
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

const team = z.object({ id: z.string(), name: z.string() });

const attachment = z
  .object({ id: z.string(), name: z.string(), type: z.string(), size: z.int() })
  .openapi("Attachment") satisfies z.ZodType<Attachment>;

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
    via: z.literal("email").optional(),
    attachments: z.array(attachment).optional(),
  })
  .openapi("Message") satisfies z.ZodType<Message>;

const conversation = z
  .object({
    id: z.string(),
    status: z.enum(CONVERSATION_STATUSES),
    customer: person,
    team,
    assignee: person.nullable(),
    assigneeAway: z.boolean(),
    accepted: z.boolean(),
    acceptBy: z.iso.datetime().nullable(),
    snoozedUntil: z.iso.datetime().nullable(),
    queue: z.object({ position: z.int(), waitMinutes: z.int().nullable() }).nullable(),
    labels: z.array(z.string()),
    emailedUpTo: z.int(),
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
    capacity: z.int().nullable(),
    load: z.int(),
    skills: z.array(z.string()),
    teamIds: z.array(z.string()),
    deactivated: z.boolean(),
  })
  .openapi("Agent") satisfies z.ZodType<Agent>;

const teamStatus = z
  .object({
    teamId: z.string(),
    answering: z.boolean(),
    open: z.boolean(),
    backAt: z.iso.datetime().nullable(),
    replyMinutes: z.int().nullable(),
  })
  .openapi("TeamStatus") satisfies z.ZodType<TeamStatus>;

const teamSpans = z.array(z.object({ from: z.string(), to: z.string() }));

const wholeTeam = z
  .object({
    id: z.string(),
    name: z.string(),
    slug: z.string(),
    isDefault: z.boolean(),
    settings: z.object({
      strategy: z.enum(STRATEGIES),
      skillsFallback: z.enum(["anyone", "wait"]),
      capacity: z.int().nullable(),
      acceptSeconds: z.int(),
      releaseUnanswered: z.boolean(),
      timeZone: z.string(),
      hours: z
        .object({
          weekly: z.array(teamSpans),
          holidays: z.array(z.object({ date: z.iso.date(), name: z.string(), hours: teamSpans.optional() })),
        })
        .nullable(),
      autoCloseDays: z.int().nullable(),
      transcriptAtClose: z.boolean(),
    }) satisfies z.ZodType<TeamSettings>,
    memberIds: z.array(z.string()),
    waiting: z.int(),
    status: teamStatus,
  })
  .openapi("Team") satisfies z.ZodType<Team>;

const queueEntry = z
  .object({
    conversationId: z.string(),
    teamId: z.string(),
    customerName: z.string(),
    preview: z.string(),
    labels: z.array(z.string()),
    waitingSince: z.iso.datetime(),
  })
  .openapi("QueueEntry") satisfies z.ZodType<QueueEntry>;

const assignmentEntry = z
  .object({
    at: z.iso.datetime(),
    kind: z.enum(ASSIGNMENT_KINDS),
    because: z.enum(ASSIGNMENT_REASONS).nullable(),
    agent: person.nullable(),
    by: person.nullable(),
    team: team.nullable(),
    note: z.string().nullable(),
    strategy: z.enum(STRATEGIES).nullable(),
    load: z.int().nullable(),
    eligible: z.int().nullable(),
  })
  .openapi("AssignmentEntry") satisfies z.ZodType<AssignmentEntry>;

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
  desk: z.object({
    name: z.string(),
    key: z.string(),
    setUp: z.boolean(),
    answering: z.boolean(),
    mail: z.boolean(),
    team: team.extend({ slug: z.string() }),
    status: teamStatus,
    position,
  }),
  contact: z.object({ name: z.string(), email: z.string().nullable() }),
  team: z.object({ team: wholeTeam }),
  teams: z.object({ teams: z.array(wholeTeam) }),
  queue: z.object({
    entries: z.array(queueEntry),
    total: z.int(),
    positions: z.record(z.string(), position),
  }),
  assignments: z.object({ entries: z.array(assignmentEntry) }),
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
