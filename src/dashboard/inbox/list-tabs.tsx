import type { JSX } from "preact";
import { inboxAddress, LISTS, type ListName } from "../route.ts";
import { queueState } from "../session.ts";

const NAMES: Record<ListName, string> = {
  open: "Mine",
  queue: "Queue",
  snoozed: "Snoozed",
  closed: "Closed",
};

/** The ways from one list to the others, with how many wait in the queue as of now. */
export function ListTabs({ list }: { list: ListName }): JSX.Element {
  return (
    <nav class="list-tabs" aria-label="Lists of conversations">
      {LISTS.map((name) => (
        <a key={name} href={inboxAddress(name)} aria-current={name === list ? "page" : undefined}>
          {NAMES[name]}
          {name === "queue" && <Waiting />}
        </a>
      ))}
    </nav>
  );
}

function Waiting(): JSX.Element | null {
  const { total } = queueState.value;
  if (total === 0) return null;
  return (
    <span class="list-tab-count">
      {total}
      <span class="only-heard"> waiting</span>
    </span>
  );
}
