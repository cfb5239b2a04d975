import { ModelDesk } from "./model-desk.ts";
import type { ModelConversation } from "./model-router.ts";
import { named, type Single, type Step } from "./steps.ts";
import type { AgentState, ConversationState, RoutingWorld, WorldState } from "./world.ts";

/** The model as a world that histories can happen to: every change is followed by a look through every queue. */
export class ModelWorld extends ModelDesk implements RoutingWorld {
  apply(step: Step): Promise<void> {
    const count = this.conversations.length;
    if (step.do === "at-once") for (const single of step.steps) this.#do(single, count);
    else this.#do(step, count);
    return Promise.resolve();
  }

  observe(): Promise<WorldState> {
    return Promise.resolve({
      now: this.now,
      agents: this.agents.map(
        (agent, index): AgentState => ({
          online: agent.online,
          onDuty: this.isOnDuty(agent),
          load: this.loadOf(index),
          capacity: agent.capacity,
          skills: agent.skills,
        }),
      ),
      teams: this.teams.map((team, index) => ({
        ...team,
        open: this.isOpen(team),
        queue: this.queueOf(index).map((one) => one.index),
      })),
      conversations: this.conversations.map(
        (one): ConversationState => ({
          status: one.status,
          team: one.team,
          labels: one.labels,
          assignee: one.assignee,
          answered: one.answered,
          shownTo: this.agents.flatMap(({ screen }, agent) => (screen.has(one) ? [agent] : [])),
          waitsFrom: one.waitsFrom,
          passed: [...one.passed],
          acceptBy: one.acceptBy,
          snoozedUntil: one.snoozedUntil,
        }),
      ),
      log: [...this.log],
      strayReads: [],
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  #do(step: Single, count: number): void {
    if (step.do === "wait") return this.passTime(this.now + step.seconds * 1_000);
    const at = "conversation" in step ? named(step.conversation, count) : undefined;
    const conversation = at === undefined ? undefined : this.conversations[at];
    if (conversation) this.#doTo(conversation, step);
    else this.#doElse(step);
    this.routeWaiting();
  }

  #doElse(step: Single): void {
    switch (step.do) {
      case "open":
        return this.open(step.customer, step.team, step.labels);
      case "arrive":
        return this.change(step.agent, { online: true, graceUntil: null });
      case "go":
        return this.gone(step.agent);
      case "vanish":
        return this.vanish(step.agent);
      case "available":
        return this.change(step.agent, { available: step.available });
      case "capacity":
        return this.change(step.agent, { capacity: step.capacity });
      case "strategy":
        this.teams[step.team] = { ...this.team(step.team), strategy: step.strategy };
        return;
      case "restart":
        return this.restart();
    }
  }

  #doTo(conversation: ModelConversation, step: Single): void {
    const { assignee, status } = conversation;
    switch (step.do) {
      case "customer-writes":
        if (status !== "open") this.comeBack(conversation);
        return;
      case "answer":
        if (assignee === null) return;
        if (status !== "open") this.comeBack(conversation);
        if (conversation.assignee !== assignee) return;
        this.accept(conversation);
        conversation.answered = true;
        conversation.passed.clear();
        return;
      case "accept":
        return this.accept(conversation);
      case "leave":
        if (assignee !== null && status === "open") this.leave(conversation, assignee);
        return;
      case "close":
        if (assignee !== null && status !== "closed") this.close(conversation, assignee);
        return;
      case "reopen":
        if (assignee !== null && status !== "open") this.reopen(conversation, assignee);
        return;
      case "snooze":
        if (assignee === null || status !== "open") return;
        return this.snooze(conversation, step.minutes);
      case "take":
        if (assignee === null && status === "open") this.take(conversation, step.agent);
        return;
      case "hand-over":
        if (assignee !== null && assignee !== step.agent && status === "open")
          this.handOver(conversation, step.agent, assignee);
        return;
      case "appoint":
        if (assignee !== step.agent && status === "open") this.handOver(conversation, step.agent, null);
        return;
      case "pass-on":
        if (assignee !== null && status === "open") this.passOn(conversation, assignee, step.team);
        return;
    }
  }
}
