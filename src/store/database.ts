import type { Generated, Kysely } from "kysely";
import type { Dialect } from "../protocol/app-settings.ts";
import type { ConversationStatus, Role, Side } from "../protocol/resources.ts";
import type { AssignmentKind, AssignmentReason, StrategyName } from "../protocol/teams.ts";
import type { DeliveryState } from "../protocol/webhooks.ts";

/** What a timer ends: an offer, a sleep, the grace of a lost connection, a stretch of hours, silence. */
export type TimerKind = "accept" | "wake" | "grace" | "hours" | "auto-close";

/** Where a notice stands: it is claimed before it is sent and confirmed after. */
export type NoticeState = "pending" | "claimed" | "sent" | "dropped" | "dead";

/**
 * The tables. Integer keys inside, public ids outside; times are milliseconds since 1970; truth values are 0 or 1,
 * because SQLite has nothing else. Every column means the same on every database.
 */
export interface Tables {
  setting: { name: string; value: string };
  person: {
    id: Generated<number>;
    public_id: string;
    role: Role;
    name: string;
    email: string | null;
    /** `sub` of the identity that the host site vouched for. */
    external_id: string | null;
    created_at: number;
    /** Of a customer: who had a conversation of theirs last. */
    last_agent_id: number | null;
  };
  agent: {
    person_id: number;
    email: string;
    password_hash: string;
    available: 0 | 1;
    online: 0 | 1;
    /** Counts upwards over the whole desk: the smallest is next in a round-robin. */
    last_assignment: number;
    /** How many conversations at once; null for what the team says. */
    capacity: number | null;
    /** Open conversations assigned to them, counted with every change. */
    load: number;
    deactivated_at: number | null;
    /** JSON: how and when they want to be told; null for the usual. */
    notifications: string | null;
  };
  agent_skill: { person_id: number; skill: string };
  team: {
    id: Generated<number>;
    public_id: string;
    slug: string;
    name: string;
    is_default: 0 | 1;
    /** JSON: `TeamSettings`. */
    settings: string;
    /** JSON: the status that was announced last. */
    status: string | null;
    created_at: number;
    removed_at: number | null;
  };
  team_member: { team_id: number; person_id: number };
  session: {
    id: Generated<number>;
    token_hash: string;
    person_id: number;
    created_at: number;
    expires_at: number;
  };
  invitation: {
    id: Generated<number>;
    token_hash: string;
    purpose: "set-up" | "invitation";
    role: "agent" | "admin";
    expires_at: number;
    spent_at: number | null;
  };
  channel: { id: Generated<number>; name: string; last_seq: number };
  log: {
    /** Order over all channels: what a follower's cursor counts. */
    id: Generated<number>;
    channel_id: number;
    seq: number;
    event: string;
    data: string;
    changes_audience: 0 | 1;
    created_at: number;
  };
  conversation: {
    id: Generated<number>;
    public_id: string;
    channel_id: number;
    customer_id: number;
    assignee_id: number | null;
    status: ConversationStatus;
    /** The `clientId` of the first message: opening twice opens once. */
    client_id: string;
    customer_read_up_to: number;
    agent_read_up_to: number;
    last_message_id: number | null;
    created_at: number;
    updated_at: number;
    team_id: number;
    /** While it is open and nobody has it: its place in the queue. */
    waiting_since: number | null;
    /** Since when the customer waits for an answer at all; outlives offers that came to nothing. */
    waits_from: number;
    /** Whether the assignee has said anything since it became theirs. */
    answered: 0 | 1;
    /** 0 while an offer waits to be opened. */
    accepted: 0 | 1;
    accept_by: number | null;
    assignee_away: 0 | 1;
    snoozed_until: number | null;
    /** What the customer was told last of their place. */
    queue_position: number | null;
    queue_wait: number | null;
    emailed_up_to: number;
  };
  conversation_label: { conversation_id: number; label: string };
  /** Who is not to be offered a conversation again: they let it expire, or gave it away. */
  conversation_pass: { conversation_id: number; person_id: number };
  assignment: {
    id: Generated<number>;
    conversation_id: number;
    team_id: number;
    kind: AssignmentKind;
    because: AssignmentReason | null;
    agent_id: number | null;
    by_id: number | null;
    note: string | null;
    strategy: StrategyName | null;
    load: number | null;
    eligible: number | null;
    /** How long it had waited, when this took it out of the queue. */
    waited_ms: number | null;
    at: number;
  };
  timer: { id: Generated<number>; kind: TimerKind; subject: number; due_at: number };
  notice: {
    id: Generated<number>;
    kind: string;
    person_id: number;
    conversation_id: number | null;
    state: NoticeState;
    /** The Message-ID it has at every attempt. */
    message_id: string;
    /** JSON. */
    detail: string;
    attempts: number;
    due_at: number;
    claimed_at: number | null;
    finished_at: number | null;
    last_error: string | null;
    created_at: number;
  };
  attachment: {
    id: Generated<number>;
    public_id: string;
    message_id: number;
    name: string;
    type: string;
    size: number;
    /** Below the data directory. */
    path: string;
  };
  push_subscription: {
    id: Generated<number>;
    person_id: number;
    /** It ends with the session: whoever signs out of a browser is told nothing there any more. */
    session_id: number;
    endpoint: string;
    p256dh: string;
    auth: string;
    created_at: number;
  };
  message: {
    id: Generated<number>;
    public_id: string;
    conversation_id: number;
    seq: number;
    client_id: string;
    sender_id: number;
    sender_role: Side;
    text: string;
    created_at: number;
    /** How it came, when not by the API. */
    via: "email" | null;
    /** JSON: what its attachments are, as resources show them. */
    attachments: string | null;
  };
  app: { id: string; name: string; settings: string; created_at: number };
  app_key: { key: string; app_id: string; secret: string; dialect: Dialect; created_at: number };
  webhook: {
    id: Generated<number>;
    public_id: string;
    /** Null for the desk's own. */
    app_id: string | null;
    url: string;
    /** JSON: the names of what it is told. */
    events: string;
    key: string | null;
    secret: string | null;
    enabled: 0 | 1;
    created_at: number;
  };
  webhook_delivery: {
    /** Order within a lane: what one webhook is told of one channel. */
    id: Generated<number>;
    public_id: string;
    webhook_id: number;
    event_id: string;
    event: string;
    channel: string;
    /** JSON: what the event says beside its name and its channel. */
    fields: string;
    happened_at: number;
    state: DeliveryState;
    attempts: number;
    /** Only the first pending row of a lane has one: the others wait for it. */
    next_attempt_at: number | null;
    /** An attempt that fails and would be repeated after this was the last. */
    give_up_at: number;
    last_status: number | null;
    last_error: string | null;
    /** 0 while it is pending. */
    finished_at: number;
  };
  follower: { name: string; cursor: number };
  daily_statistics: { day: string; conversations: number; customer_messages: number; agent_messages: number };
}

/** A connection that queries can be asked of: of committed rows outside a transaction, of its own inside one. */
export type Database = Kysely<Tables>;
