import "./record-sockets.ts";

import { SignJWT } from "jose";
import type { LiveConversation } from "../../src/client/live-conversation.ts";
import { type Cast, cast, customer, type Player } from "../helpers/cast.ts";
import { FlakyNetwork } from "../helpers/flaky-network.ts";
import { type ProcessApp, startProcess } from "../helpers/start-app.ts";
import { TemporaryDirectory } from "../helpers/temporary-directory.ts";
import { Random } from "./random.ts";
import { CustomerTab, DashboardTab, DeviceStorage, hurryEverybody, type Tab, type Written } from "./tabs.ts";
import { allConversations } from "./truth.ts";

/** How often each thing happens, in relation to the others. */
const WEIGHTS = {
  write: 40,
  repeat: 6,
  read: 8,
  type: 4,
  older: 3,
  resolve: 4,
  reassign: 8,
  startNew: 2,
  cut: 9,
  delay: 6,
  stall: 6,
  reload: 6,
  burst: 1,
  kill: 1,
};

/** The longest pause between two steps, and the longest delay of a network, in ms. */
const PAUSE_MAX_MS = 12;
const DELAY_MAX_MS = 120;
/** More than the server replays: who is away meanwhile has to load the state anew. */
const BURST_MESSAGES = 210;
const BURSTS_MAX = 2;

/**
 * A desk, its people with several tabs each, and everything that can go wrong with them: networks that cut, delay and
 * stall, requests that come twice, tabs that are closed, a program that is killed.
 */
export class Chaos implements AsyncDisposable {
  readonly tabs: Tab[] = [];
  readonly written: Written[] = [];
  /** What happened, for the report of a failure. */
  readonly story: string[] = [];
  readonly #random: Random;
  readonly #directory = new TemporaryDirectory();
  readonly #networks: FlakyNetwork[] = [];
  #program!: ProcessApp;
  #people!: Cast;
  #players!: Map<string, Player>;
  #up: Promise<void> = Promise.resolve();
  #killing = false;
  #bursts = 0;

  /** Opens the desk and everybody's tabs; each customer has a conversation. */
  static async begin(seed: number): Promise<Chaos> {
    const chaos = new Chaos(seed);
    await chaos.#begin();
    return chaos;
  }

  private constructor(seed: number) {
    this.#random = new Random(seed);
  }

  get dataDir(): string {
    return this.#directory.path;
  }

  /** One thing happens, and a moment passes. */
  async step(): Promise<void> {
    const what = this.#random.weighted(WEIGHTS);
    const tab = this.#random.pick(this.tabs);
    this.story.push(`${what} (${tab.name})`);
    await this.#do(what, tab);
    await new Promise((resume) => setTimeout(resume, this.#random.below(PAUSE_MAX_MS)));
  }

  /** The networks and the program work again, and everybody has noticed. */
  async heal(): Promise<void> {
    await this.#up;
    for (const network of this.#networks) {
      network.delay(0);
      network.resume();
    }
    hurryEverybody();
  }

  /** Ends everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const tab of this.tabs) tab.close();
    await this.#up;
    for (const network of this.#networks) await network[Symbol.asyncDispose]();
    await this.#program[Symbol.asyncDispose]();
    this.#directory[Symbol.dispose]();
  }

  async #begin(): Promise<void> {
    this.#program = await startProcess({ dataDir: this.dataDir });
    this.#people = await cast(this.#program);
    const { ada, ben } = this.#people;
    await this.#addDashboard("Ada at her desk", ada);
    await this.#addDashboard("Ada's laptop", ada);
    await this.#addDashboard("Ben", ben);

    const identity = await new SignJWT({ sub: "vera", name: "Vera" })
      .setProtectedHeader({ alg: "HS256" })
      .setExpirationTime("12h")
      .sign(new TextEncoder().encode(this.#people.identitySecret));
    for (const device of ["Vera's phone", "Vera's tablet", "Vera's computer"])
      await this.#addCustomer(device, await this.#network(), { storage: new DeviceStorage(), identity });

    const laptop = { storage: new DeviceStorage() };
    const network = await this.#network();
    for (const tab of ["Omar's first tab", "Omar's second tab"])
      await this.#addCustomer(tab, network, laptop);

    const vera = await customer(this.#program, this.#people.key, { identity });
    this.#players = new Map([ada, ben, vera].map((player) => [player.id, player]));
  }

  async #network(): Promise<FlakyNetwork> {
    const network = await FlakyNetwork.to(this.#program.url);
    this.#networks.push(network);
    return network;
  }

  async #addDashboard(name: string, { id, api }: Player): Promise<void> {
    const cookie = api.credentials["cookie"] ?? "";
    const tab = new DashboardTab(name, await this.#network(), this.written, { agentId: id, cookie });
    this.tabs.push(tab);
    await tab.reload();
  }

  /** The first tab of a customer opens the conversation before the next one is opened, which finds it then. */
  async #addCustomer(
    name: string,
    network: FlakyNetwork,
    options: { storage: DeviceStorage; identity?: string },
  ): Promise<void> {
    const tab = new CustomerTab(name, network, this.written, options);
    this.tabs.push(tab);
    await tab.reload();
    const { conversation } = tab.chat.state;
    if (conversation === null) throw new Error(`${name} has nothing to write in`);
    tab.write(conversation);
    while (conversation.id === null || conversation.state.pending.length > 0)
      await new Promise<void>((resolve) => conversation.onChange(resolve));
  }

  async #do(what: keyof typeof WEIGHTS, tab: Tab): Promise<void> {
    const conversation = this.#oneOf(tab);
    switch (what) {
      case "write":
        if (conversation) tab.write(conversation);
        return;
      case "read":
        return conversation?.markRead();
      case "type":
        return conversation?.typing();
      case "older":
        return conversation?.loadOlder();
      case "repeat":
        return this.#repeatSomething();
      case "resolve":
        return this.#resolveSomething();
      case "reassign":
        return this.#reassignSomething();
      case "startNew":
        return this.#startNew(tab);
      case "cut":
        return tab.network.cut(() => this.#random.chance(0.7));
      case "delay":
        return tab.network.delay(this.#random.below(DELAY_MAX_MS));
      case "stall":
        return this.#random.chance(0.5) ? tab.network.stall() : tab.network.resume();
      case "reload":
        // Not awaited: it is opened when its network lets it.
        void tab.reload();
        return;
      case "burst":
        return this.#burst();
      case "kill":
        return this.#kill();
    }
  }

  #oneOf(tab: Tab): LiveConversation | undefined {
    const conversations = tab.conversations();
    return conversations.length === 0 ? undefined : this.#random.pick(conversations);
  }

  /** A request that was answered, or whose answer was lost, comes again by another way. */
  #repeatSomething(): void {
    const { messages } = this.#random.pick(allConversations(this.dataDir));
    const message = messages[messages.length - 1 - this.#random.below(Math.min(messages.length, 5))];
    const sender = this.#players.get(message?.senderId ?? "");
    if (message === undefined || sender === undefined) return;
    const { conversationId, clientId, text } = message;
    this.#withoutAnswer(sender, "POST", `/api/conversations/${conversationId}/messages`, { clientId, text });
  }

  /** A great many messages at once in one conversation, by the agent who has it. */
  #burst(): void {
    const { id, assigneeId } = this.#random.pick(allConversations(this.dataDir));
    const assignee = this.#players.get(assigneeId ?? "");
    if (assignee === undefined || this.#bursts === BURSTS_MAX) return;
    this.#bursts++;
    for (let i = 1; i <= BURST_MESSAGES; i++) {
      const text = `burst ${this.#bursts}, message ${i}.`;
      // Nobody repeats these: what comes while the program is down may be lost.
      this.written.push({ text, tab: "burst", tabClosed: true });
      const words = { clientId: crypto.randomUUID(), text };
      this.#withoutAnswer(assignee, "POST", `/api/conversations/${id}/messages`, words);
    }
  }

  #resolveSomething(): void {
    const { id, status, assigneeId } = this.#random.pick(allConversations(this.dataDir));
    const assignee = this.#players.get(assigneeId ?? "");
    if (assignee === undefined) return;
    const method = status === "open" ? "PUT" : "DELETE";
    this.#withoutAnswer(assignee, method, `/api/conversations/${id}/resolution`);
  }

  #reassignSomething(): void {
    const { id } = this.#random.pick(allConversations(this.dataDir));
    const { ada, ben, grace } = this.#people;
    const agentId = this.#random.pick([ada.id, ben.id]);
    this.#withoutAnswer(grace, "PUT", `/api/conversations/${id}/assignment`, { agentId, evenIfAway: true });
  }

  /** Only where the tabs of one customer hear of each other: another device can't know which of two is meant. */
  #startNew(tab: Tab): void {
    if (!(tab instanceof CustomerTab) || !tab.name.startsWith("Omar")) return;
    tab.chat.startNew();
    const { conversation } = tab.chat.state;
    if (conversation) tab.write(conversation);
  }

  #withoutAnswer({ api }: Player, method: string, path: string, body?: unknown): void {
    // The program may be down just now; whatever came of it, the laws must hold.
    api.request(method, path, body).catch(() => undefined);
  }

  #kill(): void {
    if (this.#killing) return;
    this.#killing = true;
    this.#up = this.#killAndStart();
  }

  async #killAndStart(): Promise<void> {
    const env = { PORT: new URL(this.#program.url).port };
    await this.#program.kill();
    this.#program = await startProcess({ dataDir: this.dataDir, env });
    this.#killing = false;
  }
}
