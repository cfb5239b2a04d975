import type { Closing } from "./closing.ts";
import type { Deadlines } from "./deadlines.ts";
import type { Limits } from "./limits.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Clock, Faults, Hmac, Meter } from "./ports.ts";

/** What all parts of one engine share. */
export interface Context {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly meter: Meter;
  readonly hmac: Hmac;
  readonly closing: Closing;
  readonly deadlines: Deadlines;
  readonly outgoing: Outgoing;
}
