import { capacityLaw } from "./laws/capacity.ts";
import { clockLaw } from "./laws/clock.ts";
import { expiryLaw } from "./laws/expiry.ts";
import { fairnessLaw } from "./laws/fairness.ts";
import { idleLaw } from "./laws/idle.ts";
import { keepingLaw } from "./laws/keeping.ts";
import { leavingLaw } from "./laws/leaving.ts";
import { readingLaw } from "./laws/reading.ts";
import { singleLaw } from "./laws/single.ts";
import { turnLaw } from "./laws/turn.ts";
import type { Step } from "./steps.ts";
import type { LogEntry, WorldState } from "./world.ts";

/** One step of a history, with the desk at rest on both sides of it. */
export interface Moment {
  readonly before: WorldState;
  readonly step: Step;
  readonly after: WorldState;
  /** What the assignment log gained. */
  readonly entries: readonly LogEntry[];
}

/** Looks at one history from its beginning; returns how a moment broke the law, each breach in a sentence. */
export type Judge = (moment: Moment) => string[];

/** Every law by its name. Each call begins a history. */
export const LAWS = {
  "no conversation has two assignees": singleLaw,
  "no conversation is lost": keepingLaw,
  "none waits while somebody eligible has room": idleLaw,
  "nobody jumps the queue": turnLaw,
  "nobody is given more than they have room for": capacityLaw,
  "round-robin is fair within one": fairnessLaw,
  "none comes back to whoever let it pass": expiryLaw,
  "nobody who is gone keeps what they have not answered": leavingLaw,
  "no clock runs past its time": clockLaw,
  "routing reads only what waits": readingLaw,
} satisfies Record<string, () => Judge>;
export type LawName = keyof typeof LAWS;
