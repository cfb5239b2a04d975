import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { LiveConversation } from "../../client/live-conversation.ts";
import { ArrowUpIcon } from "../dashboard-icons.tsx";
import type { ListName } from "../route.ts";
import { ConversationRow } from "./conversation-row.tsx";
import { ListOrder } from "./list-order.ts";
import { LIST_TITLES } from "./list-titles.ts";

export interface ConversationListProps {
  /** Latest activity first; undefined while it is loading. */
  conversations: ReadonlySignal<readonly LiveConversation[]>;
  list: ListName;
  openId: string | undefined;
  /** Those that became mine a moment ago. */
  fresh: ReadonlySignal<ReadonlySet<string>>;
}

/** The rows of a list of conversations. They never move under the pointer; a button tells that they would. */
export function ConversationList({ conversations, list, openId, fresh }: ConversationListProps): JSX.Element {
  const order = useMemo(() => new ListOrder(conversations), [conversations]);
  const byId = new Map(conversations.value.map((live) => [live.state.conversation?.id, live]));
  useEffect(() => {
    // Somebody who writes is not about to click, though the pointer may rest where it clicked last.
    const wrote = () => order.release();
    document.addEventListener("keydown", wrote);
    return () => document.removeEventListener("keydown", wrote);
  }, [order]);
  return (
    <div class="list-frame">
      <div class="list-scroller">
        <ul
          class="rows"
          aria-label={LIST_TITLES[list]}
          onPointerMove={(event) => {
            if (event.pointerType === "mouse") order.hold();
          }}
          onPointerLeave={(event) => {
            if (!isOver(event.currentTarget, event)) order.release();
          }}
        >
          {order.ids.value.map((id) => {
            const live = byId.get(id);
            return (
              live && (
                <ConversationRow
                  key={id}
                  live={live}
                  list={list}
                  isOpen={id === openId}
                  isFresh={fresh.value.has(id)}
                />
              )
            );
          })}
        </ul>
      </div>
      {order.isStale.value && (
        <button type="button" class="list-newer" onClick={() => order.release()}>
          <ArrowUpIcon /> Newer above
        </button>
      )}
    </div>
  );
}

/** Browsers also tell of leaving when a row under the pointer is drawn anew. */
function isOver(element: Element, { clientX, clientY }: PointerEvent): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return clientX > left && clientX < right && clientY > top && clientY < bottom;
}

/** What stands in the list's place while it is loading. */
export function ListSkeleton(): JSX.Element {
  return (
    <div class="rows-skeleton" role="status" aria-label="Loading conversations">
      {[1, 2, 3, 4, 5, 6].map((row) => (
        <i key={row} />
      ))}
    </div>
  );
}

/** What stands in an empty list's place. */
export function ListEmpty({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="list-empty">
      <p class="list-empty-title">{title}</p>
      {children}
    </div>
  );
}
