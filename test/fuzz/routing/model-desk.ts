import type { AssignmentKind } from "../../../src/protocol/teams.ts";
import { CLOSES_MS, DAY_MS, type ModelConversation, ModelRouter, OPENS_MS } from "./model-router.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const GRACE_MS = 10 * SECOND_MS;

/**
 * What people do in the model, and what comes by time: the desk as it should be, in memory and as plain as can be. Its
 * rules are methods, so that a test can plant a fault in each.
 */
export abstract class ModelDesk extends ModelRouter {
  protected open(customer: number, team: number, labels: readonly string[]): void {
    const conversation: ModelConversation = {
      index: this.conversations.length,
      customer,
      labels,
      status: "open",
      team,
      assignee: null,
      answered: false,
      waitsFrom: this.now,
      acceptBy: null,
      snoozedUntil: null,
      passed: new Set(),
    };
    this.conversations.push(conversation);
    this.note(conversation, "queued");
  }

  protected accept(conversation: ModelConversation): void {
    if (conversation.acceptBy === null) return;
    conversation.acceptBy = null;
    conversation.passed.clear();
    this.note(conversation, "accepted", { agent: conversation.assignee });
  }

  protected leave(conversation: ModelConversation, agent: number): void {
    conversation.passed.add(agent);
    this.note(conversation, "left", { agent, by: agent });
    this.intoQueue(conversation);
  }

  protected close(conversation: ModelConversation, agent: number): void {
    this.note(conversation, "closed", { agent, by: agent });
    conversation.status = "closed";
    conversation.acceptBy = null;
    conversation.snoozedUntil = null;
  }

  /** By its last agent, who must have room for it. */
  protected reopen(conversation: ModelConversation, agent: number): void {
    if (!this.hasRoom(agent, conversation.team)) return;
    this.note(conversation, conversation.status === "closed" ? "reopened" : "woken", { agent, by: agent });
    this.giveBack(conversation, agent);
  }

  protected snooze(conversation: ModelConversation, minutes: number | null): void {
    this.note(conversation, "snoozed", { agent: conversation.assignee, by: conversation.assignee });
    conversation.status = "snoozed";
    conversation.snoozedUntil = minutes === null ? null : this.now + minutes * MINUTE_MS;
    conversation.acceptBy = null;
  }

  protected take(conversation: ModelConversation, agent: number): void {
    const isMember = this.team(conversation.team).members.includes(agent);
    if (isMember && this.hasRoom(agent, conversation.team)) this.giveByHand(conversation, agent, "taken");
  }

  protected handOver(conversation: ModelConversation, agent: number, by: number | null): void {
    if (this.isOnDuty(this.agent(agent)) && this.hasRoom(agent, conversation.team))
      this.giveByHand(conversation, agent, "transferred", by);
  }

  protected passOn(conversation: ModelConversation, by: number, team: number): void {
    conversation.passed.clear();
    if (this.team(team).members.includes(by)) conversation.passed.add(by);
    conversation.team = team;
    this.note(conversation, "transferred", { by });
    this.intoQueue(conversation);
  }

  /** From being closed or asleep: to whoever had it, if they can have it, and otherwise to the queue. */
  protected comeBack(conversation: ModelConversation): void {
    const { assignee } = conversation;
    this.note(conversation, conversation.status === "closed" ? "reopened" : "woken", { agent: assignee });
    conversation.passed.clear();
    conversation.waitsFrom = this.now;
    const canHave =
      assignee !== null && this.isOnDuty(this.agent(assignee)) && this.hasRoom(assignee, conversation.team);
    if (canHave) this.giveBack(conversation, assignee);
    else this.intoQueue(conversation);
  }

  protected giveBack(conversation: ModelConversation, agent: number): void {
    conversation.status = "open";
    conversation.snoozedUntil = null;
    conversation.answered = false;
    this.takeTurn(agent);
  }

  protected intoQueue(conversation: ModelConversation): void {
    this.takeAway(conversation);
    conversation.status = "open";
    conversation.assignee = null;
    conversation.acceptBy = null;
    conversation.snoozedUntil = null;
    conversation.answered = false;
    this.note(conversation, "queued");
  }

  protected takeAway(conversation: ModelConversation): void {
    if (conversation.assignee !== null) this.agent(conversation.assignee).screen.delete(conversation);
  }

  /** Cut off, and perhaps back within the grace. */
  protected vanish(index: number): void {
    const agent = this.agent(index);
    if (agent.online) agent.graceUntil = this.now + GRACE_MS;
  }

  protected gone(index: number): void {
    const agent = this.agent(index);
    if (!agent.online) return;
    agent.online = false;
    agent.graceUntil = null;
    for (const one of this.conversations)
      if (one.assignee === index && one.status === "open" && !one.answered) {
        if (!this.team(one.team).releaseUnanswered) continue;
        this.note(one, "released", { agent: index });
        this.intoQueue(one);
      }
  }

  /** Whoever was connected has a while to come back. */
  protected restart(): void {
    for (const agent of this.agents) if (agent.online) agent.graceUntil ??= this.now + GRACE_MS;
  }

  protected expire(conversation: ModelConversation, agent: number): void {
    conversation.passed.add(agent);
    this.note(conversation, "expired", { agent });
    this.intoQueue(conversation);
  }

  protected giveByHand(
    conversation: ModelConversation,
    agent: number,
    kind: AssignmentKind,
    by: number | null = agent,
  ): void {
    this.note(conversation, kind, { agent, by, because: "by-hand", load: this.loadOf(agent) });
    this.takeAway(conversation);
    conversation.passed.clear();
    conversation.acceptBy = null;
    this.give(conversation, agent);
  }

  /** Lets what comes due meanwhile happen at its own instant, in order. */
  protected passTime(until: number): void {
    for (let due = this.nextDue(); due <= until; due = this.nextDue()) {
      this.now = due;
      this.ring();
      this.routeWaiting();
    }
    this.now = until;
    this.routeWaiting();
  }

  protected nextDue(): number {
    const times = [
      ...this.conversations.flatMap(({ acceptBy, snoozedUntil }) => [acceptBy, snoozedUntil]),
      ...this.agents.map(({ graceUntil }) => graceUntil),
      ...this.teams.map((team) => (team.keepsHours ? nextShift(this.now) : null)),
    ];
    return Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
  }

  protected ring(): void {
    for (const conversation of this.conversations) {
      const { acceptBy, snoozedUntil, assignee } = conversation;
      if (acceptBy !== null && acceptBy <= this.now && assignee !== null) this.expire(conversation, assignee);
      if (snoozedUntil !== null && snoozedUntil <= this.now) this.comeBack(conversation);
    }
    for (const [index, { graceUntil }] of this.agents.entries())
      if (graceUntil !== null && graceUntil <= this.now) this.gone(index);
  }
}

/** When the hours next begin or end. */
function nextShift(now: number): number {
  const time = now % DAY_MS;
  const shift = [OPENS_MS, CLOSES_MS, DAY_MS + OPENS_MS].find((one) => one > time);
  return now - time + (shift ?? 0);
}
