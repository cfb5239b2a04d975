import { signal } from "@preact/signals";
import type { JSX } from "preact";
import type { Conversation } from "../../protocol/resources.ts";
import type { AssignmentEntry } from "../../protocol/teams.ts";
import { CloseIcon } from "../../ui/icons.tsx";
import { NoteIcon } from "../dashboard-icons.tsx";
import { inbox, me } from "../session.ts";
import { useAssignmentLog } from "./assignment-log.ts";

/** Notes that were read and put away, by conversation. */
const putAway = signal<ReadonlyMap<string, string>>(new Map());

/** What whoever handed the conversation over wanted the next one to know. */
export function HandOverNote({ conversation }: { conversation: Conversation }): JSX.Element | null {
  const { log } = useAssignmentLog(conversation);
  const { id } = conversation;
  const logged = log.phase === "ready" ? lastNote(log.value) : undefined;
  // The word of the assignment is there before the log is.
  const text = logged?.note ?? (log.phase === "ready" ? undefined : inbox.value?.note(id));
  if (text === undefined || text === null || logged?.by?.id === me.value?.id) return null;
  if (putAway.value.get(id) === text) return null;
  return (
    <aside class="hand-over-note" aria-label="Note of the hand-over">
      <NoteIcon />
      <p>
        <strong>{logged?.by?.name ?? "Note"}:</strong> <bdi>{text}</bdi>
      </p>
      <button
        type="button"
        class="icon-button"
        aria-label="Put the note away"
        onClick={() => {
          putAway.value = new Map(putAway.value).set(id, text);
        }}
      >
        <CloseIcon />
      </button>
    </aside>
  );
}

/** The note of the last hand-over, unless the conversation was resolved since. */
export function lastNote(entries: readonly AssignmentEntry[]): AssignmentEntry | undefined {
  const last = entries.findLast(
    ({ kind }) => kind === "transferred" || kind === "closed" || kind === "auto-closed",
  );
  return last?.kind === "transferred" && last.note ? last : undefined;
}
