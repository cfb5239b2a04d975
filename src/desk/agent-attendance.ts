import { agentArrived, agentLeft } from "./attendance.ts";
import type { Desk } from "./desk.ts";

/** How long an agent whose connection broke still counts as there: a lift, a tunnel, a restarted router. */
const GRACE_MS = 10_000;

/** Turns the comings and goings of dashboards into agents who are online or not. */
export class AgentAttendance {
  readonly #desk: Desk;
  readonly #onError: (error: unknown) => void;
  readonly #leaving = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(desk: Desk, onError: (error: unknown) => void) {
    this.#desk = desk;
    this.#onError = onError;
  }

  /** The agent's first dashboard is connected. */
  arrived(agentId: string): void {
    const inGrace = this.#leaving.get(agentId);
    clearTimeout(inGrace);
    this.#leaving.delete(agentId);
    if (inGrace === undefined) agentArrived(this.#desk, agentId).catch(this.#onError);
  }

  /** The agent's last dashboard is gone: at once when it said goodbye, after the grace when it was cut off. */
  left(agentId: string, clean: boolean): void {
    const leave = () => {
      this.#leaving.delete(agentId);
      agentLeft(this.#desk, agentId).catch(this.#onError);
    };
    if (clean) leave();
    else this.#leaving.set(agentId, setTimeout(leave, GRACE_MS));
  }

  /** Forgets who is in their grace: the program ends, and at the next start everybody is offline anyway. */
  stop(): void {
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    this.#leaving.clear();
  }
}
