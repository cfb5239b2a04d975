import type { JSX } from "preact";
import type { Agent } from "../../../protocol/resources.ts";
import type { TeamSettings } from "../../../protocol/teams.ts";
import { Avatar } from "../../../ui/avatar.tsx";
import { queueState } from "../../session.ts";
import { loadWords, PRESENCE_WORDS, presenceOf, withStandings } from "../../standing.ts";

export interface MembersEditorProps {
  agents: readonly Agent[];
  settings: TeamSettings;
  memberIds: readonly string[];
  onMembers: (memberIds: readonly string[]) => void;
}

/** Who answers for a team, each as they stand now. */
export function MembersEditor({ agents, settings, memberIds, onMembers }: MembersEditorProps): JSX.Element {
  return (
    <ul class="members">
      {withStandings(agents, queueState.value.members).map((agent) => (
        <li key={agent.id}>
          <label class="member">
            <input
              type="checkbox"
              checked={memberIds.includes(agent.id)}
              onChange={(event) =>
                onMembers(
                  event.currentTarget.checked
                    ? [...memberIds, agent.id]
                    : memberIds.filter((id) => id !== agent.id),
                )
              }
            />
            <Avatar name={agent.name} />
            <bdi>{agent.name}</bdi>
            <span class="presence" data-presence={presenceOf(agent)}>
              {PRESENCE_WORDS[presenceOf(agent)]} · {loadWords(agent, settings)}
            </span>
          </label>
        </li>
      ))}
    </ul>
  );
}
