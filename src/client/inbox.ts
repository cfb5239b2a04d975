import { agentChannel, staffChannel } from "../protocol/channels.ts";
import type { DeskEvents } from "../protocol/events.ts";
import type { ConversationList, ConversationStatus } from "../protocol/resources.ts";
import { Colleagues } from "./colleagues.ts";
import { DeskApi, type Me } from "./desk-api.ts";
import { Listeners } from "./listeners.ts";
import { type Line, LiveConversation } from "./live-conversation.ts";
import { Look } from "./look.ts";
import { Outbox } from "./outbox.ts";
import { ProblemError } from "./problem-error.ts";
import { Queue } from "./queue.ts";
import { Retry } from "./retry.ts";
import type { SocketState } from "./socket.ts";
import { Subscriptions } from "./subscriptions.ts";

export interface InboxOptions {
  /** The desk's origin; "" for the page's own. */
  baseUrl: string;
  /** Sent with every request, such as a cookie where there is no browser to keep it. */
  headers?: Record<string, string>;
}

export interface InboxState {
  /** idle: not opened; loading; ready; signed-out: the agent must sign in (again); failed: the desk refused, see `problem`. */
  phase: "idle" | "loading" | "ready" | "signed-out" | "failed";
  me: Me | null;
  connection: SocketState;
  /** Open and assigned to me, latest activity first. */
  conversations: readonly LiveConversation[];
  /** Unread messages in all of them. */
  unread: number;
  /** Why the desk refused, in a sentence. */
  problem?: string | undefined;
}

/** How long the events of what one asked for may come after the answer, in ms. */
const ECHO_MS = 2_000;

const CLOSED: InboxState = {
  phase: "idle",
  me: null,
  connection: "idle",
  conversations: [],
  unread: 0,
};

/** What the agent's channel tells. */
type AgentEvent = { [Name in AgentEventName]: { event: Name; data: DeskEvents[Name] } }[AgentEventName];
type AgentEventName =
  | "conversation:assigned"
  | "conversation:released"
  | "conversation:labelled"
  | "agent:updated";

/** A conversation that has gone to somebody else, as it was known last. */
export type Released = NonNullable<LiveConversation["state"]["conversation"]>;

/** The agent's side, signed in by cookie: every conversation assigned to them, each kept live. */
export class Inbox {
  /** Immutable; replaced upon every change. */
  state: InboxState = CLOSED;
  readonly #options: InboxOptions;
  readonly #listeners = new Listeners();
  readonly #assignedListeners = new Set<(conversation: LiveConversation) => void>();
  readonly #releasedListeners = new Set<(conversation: Released) => void>();
  readonly #conversations = new Map<string, LiveConversation>();
  /** What those who handed conversations over wanted me to know. */
  readonly #notes = new Map<string, string>();
  /** As they were known when their channels were lost, until the word of it comes. */
  readonly #lost = new Map<string, Released>();
  /** Those I take or give away myself: no news. */
  readonly #taking = new Set<string>();
  readonly #givingAway = new Set<string>();
  /** Assigned while watching, and not yet announced because their first snapshot is awaited. */
  readonly #toAnnounce = new Set<string>();
  /** What waits for my teams; undefined until it is known who is signed in. */
  queue: Queue | undefined;
  /** Of the present opening; undefined while closed. */
  #retry: Retry | undefined;
  #api: DeskApi | undefined;
  #line: Line | undefined;
  /** Events of the agent's channel while the list is awaited: it may be older or newer than each of them. */
  #awaiting: AgentEvent[] | undefined;
  #loads = 0;
  /** How often the agent's channel told of the agent. */
  #updates = 0;

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  /** Calls `listener` after each change of `state`, a conversation's own changes included. Returns a function that stops it. */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Calls `listener` when a conversation becomes mine while watching, for a sound or a notification. */
  onAssigned(listener: (conversation: LiveConversation) => void): () => void {
    this.#assignedListeners.add(listener);
    return () => this.#assignedListeners.delete(listener);
  }

  /** Calls `listener` when a conversation goes to somebody else while watching, unless I gave it away here. */
  onReleased(listener: (conversation: Released) => void): () => void {
    this.#releasedListeners.add(listener);
    return () => this.#releasedListeners.delete(listener);
  }

  /** Finds out who is signed in, and connects; settles once that is known. Never rejects; harmless when repeated. */
  async open(): Promise<void> {
    if (this.#retry) return;
    const retry = new Retry();
    const api = new DeskApi(this.#options);
    this.#retry = retry;
    this.#api = api;
    this.#set({ phase: "loading" });
    try {
      const [me, { key }] = await retry.answer(() => Promise.all([api.me(), api.desk()]));
      if (retry !== this.#retry) return;
      if (me.agent) this.#begin(api, retry, me, key);
      else this.#signedOut(retry);
    } catch (error) {
      this.#failed(retry, error);
    }
  }

  /** One of mine, open or closed; undefined when it is not mine. */
  conversation(id: string): LiveConversation | undefined {
    return this.#conversations.get(id);
  }

  /** Loads closed or sleeping conversations of mine; each is then kept live as well. Rejects with `ProblemError` or `OfflineError`. */
  async load(status: Exclude<ConversationStatus, "open">): Promise<void> {
    const line = this.#line;
    if (!line) return;
    const list = await line.api.conversations(status);
    if (line === this.#line) this.#take(line, list);
  }

  /** What is known of mine with this status, latest activity first. */
  known(status: ConversationStatus): readonly LiveConversation[] {
    return [...this.#conversations.values()]
      .filter(({ state }) => state.conversation?.status === status)
      .sort(byActivity);
  }

  /** What whoever handed it to me wanted me to know, if that was told here. */
  note(id: string): string | undefined {
    return this.#notes.get(id);
  }

  /**
   * Finds a conversation that may be mine, such as a closed one: live if it is; otherwise what I may see of it without
   * taking part. Rejects with `ProblemError` or `OfflineError`.
   */
  async find(id: string): Promise<LiveConversation | Look | undefined> {
    const line = this.#line;
    const known = this.#conversations.get(id);
    if (!line || known) return known;
    const snapshot = await line.api.conversation(id);
    const { assignee } = snapshot.conversation;
    if (line !== this.#line) return undefined;
    if (assignee?.id !== line.selfId()) return new Look(line.api, snapshot);
    return this.#conversations.get(id) ?? this.#add(id, new LiveConversation(line, id));
  }

  /** Makes a conversation mine: from the queue or, as an admin, from whoever has it. Rejects with `ProblemError` or `OfflineError`. */
  async take(id: string): Promise<void> {
    const line = this.#line;
    const agentId = line?.selfId();
    if (!line || !agentId) return;
    await during(this.#taking, id, () => this.#api?.assign(id, { agentId }));
    // The channel tells of it too, sooner or later.
    if (line === this.#line && !this.#conversations.has(id)) this.#add(id, new LiveConversation(line, id));
  }

  /** Does something after which a conversation may be somebody else's, which is then no news. Rejects as `give` does. */
  async giveAway(id: string, give: (api: DeskApi) => Promise<unknown>): Promise<void> {
    await during(this.#givingAway, id, () => this.#api && give(this.#api));
  }

  /** Shows colleagues that I look at a conversation, and me who else does; undefined while signed out. Close it in the end. */
  watch(id: string): Colleagues | undefined {
    const { me } = this.state;
    return this.#line && me
      ? new Colleagues(this.#line.subscriptions, staffChannel(id), me.person)
      : undefined;
  }

  /** Says whether I take new conversations. Rejects with `ProblemError` or `OfflineError`. */
  async setAvailable(available: boolean): Promise<void> {
    const updates = this.#updates;
    await this.#api?.setAvailability(available);
    // The channel is quicker as a rule, and it alone knows whether another dashboard has said otherwise since.
    if (updates === this.#updates) this.#available(available);
  }

  /** Disconnects; unsent texts stay on the device. */
  close(): void {
    this.#stop(CLOSED);
  }

  #begin(api: DeskApi, retry: Retry, me: Me, key: string): void {
    const { id } = me.person;
    const onUnauthenticated = () => this.#signedOut(retry);
    const subscriptions = new Subscriptions({
      authorize: (socketId, channels) => api.authorizeChannels(socketId, channels),
      onUnauthenticated,
      onState: (connection) => {
        this.#set({ connection });
        if (connection !== "connected") return;
        retry.hurry();
        outbox.load();
      },
    });
    const outbox = new Outbox({
      api,
      retry,
      person: `${api.baseUrl} agent ${id}`,
      ready: async () => true,
      onChange: () => {
        for (const conversation of this.#conversations.values()) conversation.refreshPending();
      },
      onAccepted: (message) => this.#conversations.get(message.conversationId)?.accepted(message),
      onOpened: () => {},
      onUnauthenticated,
    });
    this.#line = {
      api,
      retry,
      subscriptions,
      outbox,
      side: "agent",
      selfId: () => id,
      onUnauthenticated,
      onEnded: (conversation) => this.#ended(conversation),
    };
    this.#set({ me });
    outbox.load();
    this.queue = new Queue({ api, retry, subscriptions, onUnauthenticated });
    this.queue.load();
    this.#follow(this.#line, api, agentChannel(id));
    subscriptions.connect(api.baseUrl, key);
  }

  /** First the channel, then the list: so nothing falls between. */
  #follow(line: Line, api: DeskApi, channel: string): void {
    line.subscriptions.subscribe(channel, {
      event: (event, data) => {
        const happened = { event, data };
        if (!isAgentEvent(happened)) return;
        if (this.#awaiting) this.#awaiting.push(happened);
        else this.#happened(line, happened);
      },
      joined: (recovered) => {
        if (!recovered) void this.#loadList(line, api);
      },
      ended: () => line.onUnauthenticated(),
    });
  }

  async #loadList(line: Line, api: DeskApi): Promise<void> {
    const load = ++this.#loads;
    this.#awaiting = [];
    try {
      const [list, me] = await line.retry.answer(() =>
        Promise.all([line.api.conversations("open"), api.me()]),
      );
      if (load !== this.#loads) return;
      const happened = this.#awaiting;
      this.#awaiting = undefined;
      this.#set({ me });
      this.#take(line, list);
      for (const event of happened) this.#happened(line, event);
      this.#set({ phase: "ready" });
    } catch (error) {
      this.#failed(line.retry, error);
    }
  }

  /** What is known already is kept: its own channel tells what happened to it. */
  #take(line: Line, { conversations, positions }: ConversationList): void {
    for (const conversation of conversations) {
      const { id } = conversation;
      const position = positions[id];
      if (position && !this.#conversations.has(id))
        this.#add(id, new LiveConversation(line, id, { conversation, position }));
    }
    this.#changed();
  }

  #happened(line: Line, { event, data }: AgentEvent): void {
    if (event === "agent:updated") {
      this.#updates++;
      this.#available(data.available);
    } else if (event === "conversation:released") this.#released(data.conversationId);
    else if (event === "conversation:labelled")
      this.#conversations.get(data.conversationId)?.labelled(data.labels);
    else this.#assigned(line, data);
  }

  #assigned(line: Line, { conversationId: id, note }: DeskEvents["conversation:assigned"]): void {
    if (note === null) this.#notes.delete(id);
    else this.#notes.set(id, note);
    // One wish explains one event: what happens to the conversation after that is somebody else's doing.
    const isWished = this.#taking.delete(id);
    if (this.#conversations.has(id)) return;
    if (!isWished) this.#toAnnounce.add(id);
    this.#add(id, new LiveConversation(line, id));
  }

  #released(id: string): void {
    const conversation = this.#conversations.get(id)?.state.conversation ?? this.#lost.get(id);
    this.#lost.delete(id);
    if (!this.#givingAway.delete(id) && conversation)
      for (const listener of this.#releasedListeners) listener(conversation);
    this.#drop(id);
  }

  #available(available: boolean): void {
    const { me } = this.state;
    if (me?.agent) this.#set({ me: { ...me, agent: { ...me.agent, available } } });
  }

  #add(id: string, conversation: LiveConversation): LiveConversation {
    this.#conversations.set(id, conversation);
    conversation.onChange(() => {
      // Refused: not mine any more, by the time its snapshot was asked for.
      if (conversation.state.phase === "failed") this.#drop(id);
      else this.#changed();
    });
    return conversation;
  }

  #drop(id: string): void {
    this.#conversations.get(id)?.close();
    this.#conversations.delete(id);
    this.#toAnnounce.delete(id);
    this.#notes.delete(id);
    this.#changed();
  }

  /** Lost, or lost and won again before the server's word of the loss came: its snapshot will tell. */
  #ended({ id, state }: LiveConversation): void {
    if (!id || !this.#line) return;
    if (state.conversation) this.#lost.set(id, state.conversation);
    this.#drop(id);
    this.#add(id, new LiveConversation(this.#line, id));
  }

  #changed(): void {
    const conversations = this.known("open");
    let unread = 0;
    for (const conversation of conversations) {
      unread += conversation.unread;
      if (this.#toAnnounce.delete(conversation.id ?? ""))
        for (const listener of this.#assignedListeners) listener(conversation);
    }
    this.#set({ conversations, unread });
  }

  #signedOut(retry: Retry): void {
    if (retry === this.#retry) this.#stop({ ...CLOSED, phase: "signed-out" });
  }

  #failed(retry: Retry, error: unknown): void {
    if (!(error instanceof ProblemError) || retry !== this.#retry) return;
    if (error.status === 401) this.#signedOut(retry);
    else this.#stop({ ...CLOSED, phase: "failed", problem: error.detail ?? error.message });
  }

  #stop(state: InboxState): void {
    this.#loads++;
    this.#retry?.stop();
    this.#line?.subscriptions.disconnect();
    for (const conversation of this.#conversations.values()) conversation.close();
    this.#conversations.clear();
    this.queue?.close();
    this.queue = undefined;
    this.#notes.clear();
    this.#lost.clear();
    this.#toAnnounce.clear();
    this.#awaiting = undefined;
    this.#retry = undefined;
    this.#line = undefined;
    this.#set(state);
  }

  #set(change: Partial<InboxState>): void {
    this.state = { ...this.state, ...change };
    this.#listeners.tell();
  }
}

/** Asks for something: its events may come before the answer or after it, and soon in either case. */
async function during(
  under: Set<string>,
  id: string,
  ask: () => Promise<unknown> | undefined,
): Promise<void> {
  under.add(id);
  try {
    await ask();
  } catch (error) {
    // Refused: whatever comes now was somebody else's doing.
    under.delete(id);
    throw error;
  }
  setTimeout(() => under.delete(id), ECHO_MS);
}

/** A desk of a later version may tell of more than we know. */
function isAgentEvent(entry: { event: string; data: unknown }): entry is AgentEvent {
  const { event, data } = entry;
  const named =
    event === "agent:updated" ||
    event === "conversation:assigned" ||
    event === "conversation:released" ||
    event === "conversation:labelled";
  return named && typeof data === "object" && data !== null;
}

/** ISO 8601 in UTC sorts as text. */
function byActivity(one: LiveConversation, other: LiveConversation): number {
  return updatedAt(one) < updatedAt(other) ? 1 : -1;
}

function updatedAt({ state }: LiveConversation): string {
  return state.conversation?.updatedAt ?? "";
}
