import type { AppSettings, Dialect } from "../protocol/app-settings.ts";
import type {
  MyNotifications,
  NotificationSettings,
  PushKey,
  PushSubscriptionInput,
} from "../protocol/notifications.ts";
import type { Agent, Conversation, OutsideApp, Person, Position, Role } from "../protocol/resources.ts";
import type { AssignmentEntry, Team, TeamName, TeamSettings, TeamStatus } from "../protocol/teams.ts";
import type {
  DeliveryState,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryPage,
  WebhookEventName,
} from "../protocol/webhooks.ts";
import { CustomerApi, conversationPath } from "./customer-api.ts";
import type { QueueSnapshot } from "./queue-state.ts";

/** The desk as anyone may see it. */
export interface Desk {
  name: string;
  /** The key of the desk's realtime app. */
  key: string;
  /** Whether a first admin exists. */
  setUp: boolean;
  /** Whether an agent is available now. */
  answering: boolean;
  /** Whether it sends e-mail: otherwise answers come to the chat alone. */
  mail: boolean;
  /** The team that was asked for, or the default one. */
  team: TeamName & { slug: string };
  status: TeamStatus;
  /** Where the team's channel stood when it was read. */
  position: Position;
}

/** Who is signed in; `agent` only for agents and admins. */
export interface Me {
  person: Person & { role: Role };
  agent?: Agent;
}

/** What the host site needs to show the widget; the secret signs identities and is told to admins only. */
export interface Embed {
  snippet: string;
  key: string;
  identitySecret?: string;
}

/** One day's figures, the day as YYYY-MM-DD in UTC. */
export interface StatisticsDay {
  day: string;
  conversations: number;
  customerMessages: number;
  agentMessages: number;
}

/** What an admin decides about a webhook. */
export interface WebhookWishes {
  url: string;
  events: WebhookEventName[];
  /** The app's key that signs; null for its first. */
  key?: string | null;
  enabled: boolean;
}

/** What an admin decides about a team. */
export interface TeamWishes {
  name?: string;
  settings?: Partial<TeamSettings>;
  memberIds?: readonly string[];
}

interface Credentials {
  name: string;
  email: string;
  password: string;
}

/** The whole of the desk's HTTP API. Rejects as `CustomerApi` does. */
export class DeskApi extends CustomerApi {
  me(): Promise<Me> {
    return this.request("GET", "me");
  }

  setUp(input: Credentials & { token: string }): Promise<{ agent: Agent }> {
    return this.request("POST", "setup", input);
  }

  signIn(input: { email: string; password: string }): Promise<{ agent: Agent }> {
    return this.request("POST", "sessions", input);
  }

  signOut(): Promise<void> {
    return this.request("DELETE", "sessions/current");
  }

  setAvailability(available: boolean): Promise<{ agent: Agent }> {
    return this.request("PUT", "me/availability", { available });
  }

  notifications(): Promise<MyNotifications> {
    return this.request("GET", "me/notifications");
  }

  /** Changes what is named, and leaves the rest. */
  changeNotifications(
    change: Partial<Omit<NotificationSettings, "email">> & { email?: Partial<NotificationSettings["email"]> },
  ): Promise<MyNotifications> {
    return this.request("PUT", "me/notifications", change);
  }

  pushKey(): Promise<PushKey> {
    return this.request("GET", "push-key");
  }

  subscribeToPush(subscription: PushSubscriptionInput): Promise<void> {
    return this.request("POST", "me/push-subscriptions", subscription);
  }

  unsubscribeFromPush(endpoint: string): Promise<void> {
    return this.request("DELETE", "me/push-subscriptions", { endpoint });
  }

  /** Has a message for trying out pushed to one of one's browsers. */
  testPush(endpoint: string): Promise<void> {
    return this.request("POST", "me/push-tests", { endpoint });
  }

  agents(): Promise<{ agents: Agent[] }> {
    return this.request("GET", "agents");
  }

  invite(role: Agent["role"]): Promise<{ url: string; expiresAt: string }> {
    return this.request("POST", "invitations", { role });
  }

  acceptInvitation(input: Credentials & { token: string }): Promise<{ agent: Agent }> {
    return this.request("POST", "invitations/acceptance", input);
  }

  /** Gives it to an agent or a team, by hand. */
  assign(
    id: string,
    wish: { agentId: string; note?: string; evenIfAway?: boolean } | { teamId: string; note?: string },
  ): Promise<{ conversation: Conversation }> {
    return this.request("PUT", conversationPath(id, "/assignment"), wish);
  }

  /** Gives it back to its team; it does not come to me again by itself. */
  leave(id: string): Promise<{ conversation: Conversation }> {
    return this.request("DELETE", conversationPath(id, "/assignment"));
  }

  /** I have opened what I was offered: its clock stops. */
  accept(id: string): Promise<{ conversation: Conversation }> {
    return this.request("PUT", conversationPath(id, "/acceptance"));
  }

  /** Lets it sleep until a time (ISO 8601), or with null until the customer writes. */
  snooze(id: string, until: string | null): Promise<{ conversation: Conversation }> {
    return this.request("PUT", conversationPath(id, "/snooze"), { until });
  }

  wake(id: string): Promise<{ conversation: Conversation }> {
    return this.request("DELETE", conversationPath(id, "/snooze"));
  }

  /** Replaces its labels. */
  label(id: string, labels: readonly string[]): Promise<{ conversation: Conversation }> {
    return this.request("PUT", conversationPath(id, "/labels"), { labels });
  }

  /** How it came to whoever has it, oldest first. */
  assignments(id: string): Promise<{ entries: AssignmentEntry[] }> {
    return this.request("GET", conversationPath(id, "/assignments"));
  }

  /** What waits for my teams; for an admin, for all. */
  queue(): Promise<QueueSnapshot> {
    return this.request("GET", "queue");
  }

  teams(): Promise<{ teams: Team[] }> {
    return this.request("GET", "teams");
  }

  createTeam(input: TeamWishes & { name: string }): Promise<{ team: Team }> {
    return this.request("POST", "teams", input);
  }

  /** Changes what is named, and leaves the rest. */
  changeTeam(id: string, change: TeamWishes): Promise<{ team: Team }> {
    return this.request("PUT", teamPath(id), change);
  }

  /** Removes a team; what it had goes to the default one. */
  removeTeam(id: string): Promise<void> {
    return this.request("DELETE", teamPath(id));
  }

  /** Changes what is named, and leaves the rest. */
  changeAgent(
    id: string,
    change: { capacity?: number | null; skills?: readonly string[]; role?: Agent["role"] },
  ): Promise<{ agent: Agent }> {
    return this.request("PUT", agentPath(id), change);
  }

  /** Takes an agent's access away for good; what they had goes back to its queue. */
  deactivateAgent(id: string): Promise<void> {
    return this.request("DELETE", agentPath(id));
  }

  resolve(id: string): Promise<{ conversation: Conversation }> {
    return this.request("PUT", conversationPath(id, "/resolution"));
  }

  reopen(id: string): Promise<{ conversation: Conversation }> {
    return this.request("DELETE", conversationPath(id, "/resolution"));
  }

  embed(): Promise<Embed> {
    return this.request("GET", "embed");
  }

  apps(): Promise<{ apps: OutsideApp[] }> {
    return this.request("GET", "apps");
  }

  createApp(input: { id?: string; name?: string; dialect?: Dialect }): Promise<{ app: OutsideApp }> {
    return this.request("POST", "apps", input);
  }

  /** Changes what is named, and leaves the rest. */
  changeApp(
    id: string,
    change: { name?: string; settings?: Partial<AppSettings> },
  ): Promise<{ app: OutsideApp }> {
    return this.request("PUT", appPath(id), change);
  }

  removeApp(id: string): Promise<void> {
    return this.request("DELETE", appPath(id));
  }

  addKey(id: string, dialect: Dialect): Promise<{ app: OutsideApp }> {
    return this.request("POST", appPath(id, "/keys"), { dialect });
  }

  removeKey(id: string, key: string): Promise<{ app: OutsideApp }> {
    return this.request("DELETE", appPath(id, `/keys/${encodeURIComponent(key)}`));
  }

  webhooks(): Promise<{ webhooks: Webhook[] }> {
    return this.request("GET", "webhooks");
  }

  /** Makes a webhook of an outside app or, without one, of the desk itself. */
  createWebhook(input: WebhookWishes & { appId?: string }): Promise<{ webhook: Webhook }> {
    return this.request("POST", "webhooks", input);
  }

  changeWebhook(id: string, change: Partial<WebhookWishes>): Promise<{ webhook: Webhook }> {
    return this.request("PUT", webhookPath(id), change);
  }

  removeWebhook(id: string): Promise<void> {
    return this.request("DELETE", webhookPath(id));
  }

  /** Sends a webhook an event for trying it out; ask for the delivery to learn what came of it. */
  testWebhook(id: string): Promise<{ delivery: WebhookDelivery }> {
    return this.request("POST", webhookPath(id, "/tests"));
  }

  /** A page of deliveries in a state; `before` is the last id of the page before. */
  deliveries(state: DeliveryState, before?: string): Promise<WebhookDeliveryPage> {
    const rest = before === undefined ? "" : `&before=${encodeURIComponent(before)}`;
    return this.request("GET", `webhooks/deliveries?state=${state}${rest}`);
  }

  delivery(id: string): Promise<{ delivery: WebhookDelivery }> {
    return this.request("GET", deliveryPath(id));
  }

  /** Has a delivery made again, under the event id it had. */
  repeatDelivery(id: string): Promise<{ delivery: WebhookDelivery }> {
    return this.request("POST", deliveryPath(id, "/attempts"));
  }

  statistics(): Promise<{ days: StatisticsDay[] }> {
    return this.request("GET", "statistics");
  }
}

function teamPath(id: string): string {
  return `teams/${encodeURIComponent(id)}`;
}

function agentPath(id: string): string {
  return `agents/${encodeURIComponent(id)}`;
}

function appPath(id: string, rest = ""): string {
  return `apps/${encodeURIComponent(id)}${rest}`;
}

function webhookPath(id: string, rest = ""): string {
  return `webhooks/${encodeURIComponent(id)}${rest}`;
}

function deliveryPath(id: string, rest = ""): string {
  return webhookPath("deliveries", `/${encodeURIComponent(id)}${rest}`);
}
