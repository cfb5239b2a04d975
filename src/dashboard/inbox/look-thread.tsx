import type { ComponentChildren, JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Look } from "../../client/look.ts";
import type { Conversation, Person } from "../../protocol/resources.ts";
import type { QueueEntry } from "../../protocol/teams.ts";
import { BackIcon } from "../../ui/icons.tsx";
import { MessageList } from "../../ui/message-list.tsx";
import { ScrollKeeper } from "../../ui/scroll-keeper.ts";
import { PersonIcon, TakeIcon } from "../dashboard-icons.tsx";
import { announce } from "../notices.tsx";
import { inboxAddress, type ListName } from "../route.ts";
import { me, queueState } from "../session.ts";
import { useStateOf } from "../use-state-of.ts";
import { ColleagueFaces } from "./colleague-faces.tsx";
import { HandOverNote } from "./hand-over-note.tsx";
import { now } from "./now.ts";
import { fullTime } from "./relative-time.ts";
import { takeConversation, takings } from "./taking.ts";
import { useColleagues } from "./use-colleagues.ts";
import { waitedTime } from "./waited-time.ts";

export interface LookThreadProps {
  look: Look;
  /** The list one came from. */
  listed: ListName;
  detailsShown: boolean;
  onDetails: () => void;
}

/** A conversation that is not mine, to be read before one takes it. Give each its own `key`. */
export function LookThread({ look, listed, detailsShown, onDetails }: LookThreadProps): JSX.Element | null {
  const state = useStateOf(look);
  const keeper = useMemo(() => new ScrollKeeper(), []);
  const { entries, left } = queueState.value;
  const entry = entries.find(({ conversationId }) => conversationId === look.id);
  const { conversation } = state;
  const mayWatch = entry !== undefined || me.value?.role === "admin";
  const { colleagues } = useColleagues(mayWatch ? look.id : null);

  useEffect(() => {
    // Also when it waits no more: an admin may still read it, and sees who has it. Others keep what they saw.
    if (entry !== undefined || conversation?.assignee === null) void look.refresh().catch(() => undefined);
  }, [look, entry]);
  useEffect(() => {
    const returned = () => {
      if (document.visibilityState === "visible") void look.refresh().catch(() => undefined);
    };
    document.addEventListener("visibilitychange", returned);
    return () => document.removeEventListener("visibilitychange", returned);
  }, [look]);

  const stand = conversation && standOf(conversation, entry, left.get(look.id));
  const taker = stand?.is === "with" ? stand.agent?.name : undefined;
  useEffect(() => {
    if (taker !== undefined) announce(`${taker} has this conversation`);
  }, [taker]);

  if (conversation === null || stand === null) return null;
  const { customer, createdAt } = conversation;
  return (
    <>
      <header class="thread-head">
        <a class="icon-button thread-back" href={inboxAddress(listed)} aria-label="Back to the list">
          <BackIcon />
        </a>
        <h2 class="thread-title">
          <bdi>{customer.name}</bdi>
        </h2>
        <ColleagueFaces colleagues={colleagues} />
        <button
          type="button"
          class="icon-button thread-details"
          aria-expanded={detailsShown}
          aria-controls="details"
          aria-label="About this conversation"
          onClick={onDetails}
        >
          <PersonIcon />
        </button>
      </header>
      <HandOverNote conversation={conversation} />
      <MessageList
        state={state}
        side="agent"
        label={`Conversation with ${customer.name}`}
        keeper={keeper}
        onOlder={() => void look.loadOlder().catch(() => undefined)}
        onRetry={() => undefined}
        onDiscard={() => undefined}
      >
        <p class="thread-begin">
          <bdi>{customer.name}</bdi> rang on {fullTime(createdAt)}
        </p>
      </MessageList>
      <LookFoot stand={stand} conversation={conversation} entry={entry} listed={listed} />
    </>
  );
}

/** How a conversation stands that is not mine. */
type Stand = { is: "waiting" } | { is: "with"; agent: Person | null } | { is: "closed" };

/** What the team's channel told is newer than what was read. */
function standOf(
  { assignee, status }: Conversation,
  entry: QueueEntry | undefined,
  leftTo: Person | null | undefined,
): Stand {
  if (entry !== undefined) return { is: "waiting" };
  if (leftTo !== undefined) return { is: "with", agent: leftTo };
  if (status === "closed") return { is: "closed" };
  return assignee === null ? { is: "waiting" } : { is: "with", agent: assignee };
}

interface LookFootProps {
  stand: Stand;
  conversation: Conversation;
  entry: QueueEntry | undefined;
  listed: ListName;
}

function LookFoot({ stand, conversation, entry, listed }: LookFootProps): JSX.Element {
  const { id, customer, team } = conversation;
  const take = (words: string) => (
    <button
      type="button"
      class="button"
      aria-busy={takings.value.has(id)}
      title={`${words} (t)`}
      onClick={() => void takeConversation(id, customer.name)}
    >
      <TakeIcon /> {words}
    </button>
  );
  if (stand.is === "waiting")
    return (
      <Foot deed={take("Take")}>
        <bdi>{customer.name}</bdi> waits for <bdi>{team.name}</bdi>
        {entry && `, for ${waitedTime(entry.waitingSince, now.value)} now`}. Take it to answer.
      </Foot>
    );
  if (stand.is === "closed") return <Foot>Resolved. It opens again when the customer writes.</Foot>;
  const isAdmin = me.value?.role === "admin";
  const back = (
    <a class="button button-quiet" href={inboxAddress(listed)}>
      Back to the list
    </a>
  );
  return (
    <Foot deed={isAdmin && stand.agent !== null ? take("Take over") : back}>
      {stand.agent === null ? (
        "It waits no more."
      ) : (
        <>
          <bdi>{stand.agent.name}</bdi> has this conversation. You are only looking.
        </>
      )}
    </Foot>
  );
}

function Foot({ deed, children }: { deed?: JSX.Element; children: ComponentChildren }): JSX.Element {
  return (
    <div class="thread-foot">
      <div class="look-foot">
        <p>{children}</p>
        {deed}
      </div>
    </div>
  );
}
