import type { ConversationState } from "../../src/client/conversation.ts";
import type { Message, Side } from "../../src/protocol/resources.ts";

/** A conversation as the database has it. */
export interface Truth {
  readonly id: string;
  readonly status: string;
  readonly assigneeId: string | null;
  readonly readUpTo: Record<Side, number>;
  readonly messages: readonly Message[];
  /** The last `seq` of its channel. */
  readonly top: number;
}

/** Whether a client's state has everything there is. */
export function isUpToDate(state: ConversationState, truth: Truth): boolean {
  const { phase, position, pending, loadingOlder } = state;
  return (
    (phase === "ready" || phase === "listed") &&
    !loadingOlder &&
    position?.seq === truth.top &&
    pending.every(({ status }) => status === "failed")
  );
}

/** In what a client's state at rest differs from the database, each in a line. */
export function stateBreaches(
  who: string,
  side: Side,
  { state, unread }: { state: ConversationState; unread: number },
  truth: Truth,
): string[] {
  const { messages, conversation } = state;
  const tail = truth.messages.slice(truth.messages.length - messages.length);
  const unreadInTruth = truth.messages.filter(
    ({ seq, senderRole }) => senderRole !== side && seq > truth.readUpTo[side],
  ).length;
  const compared: Record<string, readonly [inState: unknown, inTruth: unknown]> = {
    "is up to date": [isUpToDate(state, truth), true],
    position: [state.position?.seq, truth.top],
    pending: [state.pending.filter(({ status }) => status === "sending").map(({ text }) => text), []],
    messages: [messages, tail],
    "how many messages": [messages.length, state.hasOlder ? messages.length : truth.messages.length],
    "last message": [conversation?.lastMessage?.id, truth.messages.at(-1)?.id],
    status: [conversation?.status, truth.status],
    assignee: [conversation?.assignee?.id ?? null, truth.assigneeId],
    "read markers": [conversation?.readUpTo, truth.readUpTo],
    unread: [unread, unreadInTruth],
  };
  return Object.entries(compared)
    .filter(([, [inState, inTruth]]) => !Bun.deepEquals(inState, inTruth))
    .map(
      ([what, [inState, inTruth]]) =>
        `${who}, ${truth.id}: ${what} ${JSON.stringify(inState)}, but the database has ${JSON.stringify(inTruth)}`,
    );
}
