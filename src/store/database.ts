import type { Generated, Kysely } from "kysely";
import type { Dialect } from "../protocol/app-settings.ts";
import type { ConversationStatus, Role, Side } from "../protocol/resources.ts";
import type { DeliveryState } from "../protocol/webhooks.ts";

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
  };
  agent: {
    person_id: number;
    email: string;
    password_hash: string;
    available: 0 | 1;
    online: 0 | 1;
    /** Counts upwards over the whole desk: the smallest is next in a round-robin. */
    last_assignment: number;
  };
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
