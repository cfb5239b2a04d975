import type { Strategy } from "../strategy.ts";

/** Nobody: everything waits until an agent takes it. */
export const manual: Strategy = {
  choose: () => ({ to: "queue", because: "manual-queue" }),
};
