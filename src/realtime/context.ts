import type { Closing } from "./closing.ts";
import type { Limits } from "./limits.ts";
import type { Clock, Faults } from "./ports.ts";

/** What all parts of one engine share. */
export interface Context {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly closing: Closing;
}
