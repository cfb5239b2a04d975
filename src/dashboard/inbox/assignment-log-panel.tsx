import type { JSX } from "preact";
import type { Conversation } from "../../protocol/resources.ts";
import { LoadedView } from "../loaded.tsx";
import { me } from "../session.ts";
import { useAssignmentLog } from "./assignment-log.ts";
import { assignmentWords } from "./assignment-words.ts";
import { fullTime } from "./relative-time.ts";
import { briefTime } from "./status-words.ts";

export interface AssignmentLogProps {
  conversation: Conversation;
}

/** A conversation's way to whoever has it, in plain sentences, the latest first. */
export function AssignmentLogPanel({ conversation }: AssignmentLogProps): JSX.Element {
  const { log, reload } = useAssignmentLog(conversation);
  return (
    <LoadedView loaded={log} onRetry={reload} what="the log">
      {(entries) =>
        entries.length === 0 ? (
          <p class="muted">Nothing has happened to it yet.</p>
        ) : (
          <ol class="why-log">
            {entries.toReversed().map((entry) => {
              const { sentence, detail } = assignmentWords(entry, me.value?.id);
              return (
                <li key={`${entry.at} ${entry.kind} ${entry.agent?.id}`}>
                  <time dateTime={entry.at} title={fullTime(entry.at)}>
                    {briefTime(entry.at)}
                  </time>
                  <p>{sentence}</p>
                  {detail !== undefined && <p class="muted">{detail}</p>}
                  {entry.note !== null && entry.note !== "" && (
                    <blockquote dir="auto">{entry.note}</blockquote>
                  )}
                </li>
              );
            })}
          </ol>
        )
      }
    </LoadedView>
  );
}
