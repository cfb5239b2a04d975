import { existsSync } from "node:fs";
import { acceptConversation } from "../../../src/desk/accept-conversation.ts";
import { changeAgent } from "../../../src/desk/agents.ts";
import {
  type Assignment,
  assignConversation,
  leaveConversation,
} from "../../../src/desk/assign-conversation.ts";
import { agentArrived, agentLeft, setAvailability } from "../../../src/desk/attendance.ts";
import type { Desk } from "../../../src/desk/desk.ts";
import { openConversation } from "../../../src/desk/open-conversation.ts";
import { postMessage } from "../../../src/desk/post-message.ts";
import { Refusal } from "../../../src/desk/refusal.ts";
import {
  reopenConversation,
  resolveConversation,
  snoozeConversation,
} from "../../../src/desk/resolve-conversation.ts";
import { Switchboard } from "../../../src/desk/switchboard.ts";
import { changeTeam } from "../../../src/desk/teams.ts";
import { openStore } from "../../../src/store/open-store.ts";
import type { PersonRow } from "../../../src/store/people.ts";
import { ManualClock } from "../../helpers/manual-clock.ts";
import { TemporaryDirectory } from "../../helpers/temporary-directory.ts";
import { type Cast, makeCast } from "./desk-cast.ts";
import { DeskView } from "./desk-view.ts";
import { named, type Single, type Step } from "./steps.ts";
import { BEGINNING, type RoutingWorld, type Setup, type WorldState } from "./world.ts";

/** A file system in memory, where the system has one: thousands of stores are made, and no power is ever cut. */
const MEMORY = "/dev/shm";
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** A conversation as steps begin: who had it decides who does what. */
interface Present {
  readonly id: string;
  readonly assignee: PersonRow | undefined;
  readonly customer: PersonRow;
}

/** The real desk on its real store, with nothing above it: no sockets and no HTTP, and a clock that histories move. */
export class DeskWorld implements RoutingWorld {
  readonly #directory = new TemporaryDirectory(existsSync(MEMORY) ? MEMORY : undefined);
  readonly #clock = new ManualClock(BEGINNING);
  readonly #faults: unknown[] = [];
  readonly #opened: { id: string; customer: PersonRow }[] = [];
  #desk!: Desk;
  #switchboard!: Switchboard;
  #cast!: Cast;
  #view!: DeskView;
  #writings = 0;

  static async begin(setup: Setup): Promise<DeskWorld> {
    const world = new DeskWorld();
    await world.#start();
    world.#cast = await makeCast(world.#desk, setup);
    world.#view = new DeskView(world.#directory.path, setup, world.#cast);
    await world.#settle();
    return world;
  }

  async apply(step: Step): Promise<void> {
    const present = this.#present();
    const steps = step.do === "at-once" ? step.steps : [step];
    await Promise.all(steps.map((single) => this.#attempt(single, present)));
    await this.#settle();
  }

  async observe(): Promise<WorldState> {
    return await this.#view.look(
      this.#desk,
      this.#opened.map(({ id }) => id),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#view.close();
    await this.#stop();
    this.#directory[Symbol.dispose]();
  }

  async #start(): Promise<void> {
    const store = await openStore(this.#directory.path, { now: () => this.#clock.now() });
    this.#desk = {
      store,
      now: () => this.#clock.now(),
      awayAfterMs: 0,
      name: "Fuzz",
      publicUrl: () => "http://127.0.0.1",
      refreshApps: () => Promise.resolve(),
      wakeWebhooks: () => {},
      identitySecret: "",
      realtime: { key: "", secret: "" },
      dataDir: this.#directory.path,
      mail: { from: undefined, domain: "localhost", inboundAddress: undefined, secret: "", wake: () => {} },
      push: { key: "", accepts: () => false, wake: () => {} },
    };
    this.#switchboard = new Switchboard(this.#desk, this.#clock, (error) => void this.#faults.push(error));
    await this.#switchboard.start();
  }

  async #stop(): Promise<void> {
    await this.#switchboard.stop();
    await this.#desk.store.close();
  }

  /** Timers that are due ring, and what is to be given is given, before anything else happens. */
  async #settle(): Promise<void> {
    await this.#clock.passUntil(this.#clock.now(), () => this.#switchboard.idle());
    const [fault] = this.#faults;
    if (fault !== undefined) throw fault;
  }

  async #attempt(step: Single, present: readonly Present[]): Promise<void> {
    try {
      if ("conversation" in step) {
        const index = named(step.conversation, present.length);
        const conversation = index === undefined ? undefined : present[index];
        if (conversation) await this.#doTo(conversation, step);
      } else await this.#do(step);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  async #do(step: Single): Promise<void> {
    const desk = this.#desk;
    const { admin } = this.#cast;
    switch (step.do) {
      case "open":
        return await this.#open(step.customer, step.team, step.labels);
      case "arrive":
        return await agentArrived(desk, this.#agent(step.agent).publicId);
      case "go":
      case "vanish":
        return await agentLeft(desk, this.#agent(step.agent).publicId, step.do === "go");
      case "available":
        await setAvailability(desk, this.#agent(step.agent), step.available);
        return;
      case "capacity":
        await changeAgent(desk, admin, this.#agent(step.agent).publicId, { capacity: step.capacity });
        return;
      case "strategy":
        await changeTeam(desk, admin, this.#team(step.team).id, { settings: { strategy: step.strategy } });
        return;
      case "wait":
        return await this.#clock.passUntil(this.#clock.now() + step.seconds * SECOND_MS, () =>
          this.#switchboard.idle(),
        );
      case "restart":
        await this.#stop();
        return await this.#start();
    }
  }

  async #doTo({ id, assignee, customer }: Present, step: Single): Promise<void> {
    const desk = this.#desk;
    switch (step.do) {
      case "customer-writes":
        await postMessage(desk, customer, id, this.#words());
        return;
      case "answer":
        if (assignee) await postMessage(desk, assignee, id, this.#words());
        return;
      case "accept":
        if (assignee) await acceptConversation(desk, assignee, id);
        return;
      case "leave":
        if (assignee) await leaveConversation(desk, assignee, id);
        return;
      case "close":
        if (assignee) await resolveConversation(desk, assignee, id);
        return;
      case "reopen":
        if (assignee) await reopenConversation(desk, assignee, id);
        return;
      case "snooze": {
        const until = step.minutes === null ? null : this.#clock.now() + step.minutes * MINUTE_MS;
        if (assignee) await snoozeConversation(desk, assignee, id, until);
        return;
      }
      case "take":
        return await this.#assign(this.#agent(step.agent), id, { agentId: this.#agent(step.agent).publicId });
      case "hand-over":
        return await this.#assign(assignee, id, { agentId: this.#agent(step.agent).publicId });
      case "appoint":
        return await this.#assign(this.#cast.admin, id, { agentId: this.#agent(step.agent).publicId });
      case "pass-on":
        return await this.#assign(assignee, id, { teamId: this.#team(step.team).id });
    }
  }

  async #open(customerIndex: number, team: number, labels: readonly string[]): Promise<void> {
    const customer = this.#cast.customers[customerIndex];
    if (!customer) throw new RangeError(`There is no customer ${customerIndex}`);
    const { slug } = this.#team(team);
    const opened = await openConversation(this.#desk, customer, { ...this.#words(), team: slug, labels });
    this.#opened.push({ id: opened.snapshot.conversation.id, customer });
  }

  async #assign(by: PersonRow | undefined, id: string, to: Assignment["to"]): Promise<void> {
    if (by) await assignConversation(this.#desk, by, id, { to });
  }

  #words(): { clientId: string; text: string } {
    const clientId = `w${this.#writings++}`;
    return { clientId, text: clientId };
  }

  #present(): Present[] {
    const assignees = this.#view.assignees();
    return this.#opened.map(({ id, customer }) => {
      const assignee = this.#cast.agents.find((agent) => agent.id === assignees.get(id));
      return { id, customer, assignee };
    });
  }

  #agent(index: number): PersonRow {
    const agent = this.#cast.agents[index];
    if (!agent) throw new RangeError(`There is no agent ${index}`);
    return agent;
  }

  #team(index: number): Cast["teams"][number] {
    const team = this.#cast.teams[index];
    if (!team) throw new RangeError(`There is no team ${index}`);
    return team;
  }
}
