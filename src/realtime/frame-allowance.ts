import { TokenBucket } from "./token-bucket.ts";

/** A dashboard asks for a thousand channels, each since a position, when it comes back; a flood goes on and on. */
const FRAMES_BURST = 6_000;
const FRAMES_PER_S = 100;
/** To ask for the past costs so much more, since it makes the server read and send a lot. */
const CATCH_UP_COST = 4;
/** To send a malformed frame costs so much more, so that twenty at once are too many. */
const MALFORMED_COST = 300;

/** How much one connection may send. Each method takes what is due, and answers false when that is too much. */
export class FrameAllowance extends TokenBucket {
  constructor(now: number) {
    super(FRAMES_BURST, FRAMES_PER_S, now);
  }

  frame(now: number): boolean {
    return this.take(1, now);
  }

  catchUp(now: number): boolean {
    return this.take(CATCH_UP_COST, now);
  }

  malformed(now: number): boolean {
    return this.take(MALFORMED_COST, now);
  }
}
