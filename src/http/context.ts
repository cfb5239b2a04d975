import type { Actor } from "../desk/access.ts";
import type { Desk } from "../desk/desk.ts";
import type { RateLimit } from "./rate-limit.ts";

/** What every route works with. */
export interface Environment {
  Bindings: {
    /** The address of the peer, or what a trusted proxy says it is. */
    address: string;
  };
  Variables: {
    desk: Desk;
    actor: Actor;
    /** The session's token as it came: to end the session. */
    token: string | undefined;
    limits: Limits;
  };
}

/** The floods that are held back, each by its own measure. */
export interface Limits {
  readonly messages: RateLimit;
  readonly customers: RateLimit;
  readonly signIns: RateLimit;
}
