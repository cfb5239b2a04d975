import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Team } from "../../protocol/teams.ts";
import { FailureNote, useLoaded } from "../loaded.tsx";
import { api, inbox, queueState } from "../session.ts";
import { ListEmpty, ListSkeleton } from "./conversation-list.tsx";
import { LIST_TITLES } from "./list-titles.ts";
import { QueueRow } from "./queue-row.tsx";

/** The team whose queue is shown; empty for all of mine. Kept while one looks elsewhere. */
const shownTeam = signal("");

/** What waits for my teams, longest waiting first. */
export function QueueList({ openId }: { openId: string | undefined }): JSX.Element {
  const { loaded } = useLoaded(() => api.teams());
  // Somebody may have put me into another team meanwhile.
  useEffect(() => inbox.value?.queue?.load(), []);
  const { phase, entries, total, problem } = queueState.value;
  if (phase === "loading") return <ListSkeleton />;
  if (phase === "failed")
    return (
      <FailureNote problem={problem ?? "The desk refused."} onRetry={() => inbox.value?.queue?.load()} />
    );
  // Names are a help, not a condition: without them the queue is shown all the same.
  const teams = loaded.value.phase === "ready" ? loaded.value.value.teams : [];
  const several = teams.length > 1;
  const shown = entries.filter(({ teamId }) => shownTeam.value === "" || teamId === shownTeam.value);
  return (
    <>
      {several && <TeamFilter teams={teams} />}
      {shown.length === 0 ? (
        <ListEmpty title="Nobody waits">
          <p>Whoever writes while nobody can take it waits here, and appears by itself.</p>
        </ListEmpty>
      ) : (
        <div class="list-frame">
          <div class="list-scroller">
            <ul class="rows" aria-label={LIST_TITLES.queue}>
              {shown.map((entry) => (
                <QueueRow
                  key={entry.conversationId}
                  entry={entry}
                  team={several ? teams.find(({ id }) => id === entry.teamId)?.name : undefined}
                  isOpen={entry.conversationId === openId}
                />
              ))}
            </ul>
            {total > entries.length && (
              <p class="list-more">
                The {entries.length} that have waited longest, of {total}.
              </p>
            )}
          </div>
        </div>
      )}
    </>
  );
}

function TeamFilter({ teams }: { teams: readonly Team[] }): JSX.Element {
  const counts = new Map<string, number>();
  for (const { teamId } of queueState.value.entries) counts.set(teamId, (counts.get(teamId) ?? 0) + 1);
  return (
    <div class="list-filter">
      <label class="only-heard" for="queue-team">
        Team
      </label>
      <select
        id="queue-team"
        value={shownTeam.value}
        onChange={(event) => {
          shownTeam.value = event.currentTarget.value;
        }}
      >
        <option value="">All teams</option>
        {teams.map(({ id, name }) => (
          <option key={id} value={id}>
            {counts.has(id) ? `${name} · ${counts.get(id)}` : name}
          </option>
        ))}
      </select>
    </div>
  );
}
