import type { Conversation } from "../../src/protocol/resources.ts";

/** How a conversation stands that routing has nothing more to do with: the fields that most tests are not about. */
export const IN_SUPPORT = {
  team: { id: "team_support", name: "Support" },
  assigneeAway: false,
  accepted: true,
  acceptBy: null,
  snoozedUntil: null,
  queue: null,
  labels: [],
  emailedUpTo: 0,
} satisfies Partial<Conversation>;
