import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Agent } from "../../../protocol/resources.ts";
import type { Team } from "../../../protocol/teams.ts";
import { BackIcon } from "../../../ui/icons.tsx";
import { CopyButton } from "../../copy-button.tsx";
import { LoadedView, useLoaded } from "../../loaded.tsx";
import { showNotice } from "../../notices.tsx";
import { settingsAddress } from "../../route.ts";
import { navigate } from "../../router.ts";
import { api } from "../../session.ts";
import { ConfirmSheet } from "../confirm-sheet.tsx";
import { TeamForm } from "./team-form.tsx";
import { teamStatusWords } from "./team-status-words.ts";

/** One team: what host pages call it by, how it shares out its conversations, and its end. */
export function TeamPage({ id }: { id: string }): JSX.Element {
  const { loaded, reload } = useLoaded(async () => {
    const [{ teams }, { agents }] = await Promise.all([api.teams(), api.agents()]);
    return { teams, agents };
  });
  return (
    <>
      <a class="back-link" href={settingsAddress("teams")}>
        <BackIcon /> All teams
      </a>
      <LoadedView loaded={loaded.value} onRetry={() => void reload()} what="the team">
        {({ teams, agents }) => {
          const found = teams.find((team) => team.id === id);
          return found === undefined ? (
            <NoSuchTeam />
          ) : (
            <TeamView loaded={found} agents={agents} teams={teams} />
          );
        }}
      </LoadedView>
    </>
  );
}

interface TeamViewProps {
  loaded: Team;
  agents: readonly Agent[];
  teams: readonly Team[];
}

function TeamView({ loaded, agents, teams }: TeamViewProps): JSX.Element {
  const team = useSignal(loaded);
  const { name, slug, isDefault, status } = team.value;
  const heir = teams.find((other) => other.isDefault)?.name ?? "the default team";
  const attribute = `data-team="${slug}"`;
  return (
    <>
      <div class="app-head">
        <h1>{name}</h1>
        {isDefault && <span class="tag">Default</span>}
        <span class="presence" data-presence={status.answering ? "available" : "offline"}>
          {teamStatusWords(status)}
        </span>
      </div>
      <section class="card" aria-labelledby="team-address">
        <h2 id="team-address">On your pages</h2>
        <p>
          {isDefault
            ? "Conversations from pages that name no team come here. To name it all the same, add this to the widget's script:"
            : "Conversations come here from pages whose widget script has this attribute:"}
        </p>
        <pre class="code" tabIndex={0} aria-label="Attribute of the widget's script">
          <code>{attribute}</code>
        </pre>
        <CopyButton text={attribute} label="Copy" />
      </section>
      <section class="card" aria-label="What the team does">
        <TeamForm
          team={team.value}
          agents={agents}
          onChange={(changed) => {
            team.value = changed;
          }}
        />
      </section>
      {!isDefault && <DeleteTeam team={team.value} heir={heir} />}
    </>
  );
}

function DeleteTeam({ team, heir }: { team: Team; heir: string }): JSX.Element {
  const asking = useSignal(false);
  return (
    <section class="card" aria-labelledby="team-delete">
      <h2 id="team-delete">Delete this team</h2>
      <p>Its conversations go on in {heir}, with whoever has them. Its members stay on the desk.</p>
      <button
        type="button"
        class="button button-quiet button-danger"
        onClick={() => {
          asking.value = true;
        }}
      >
        Delete team…
      </button>
      {asking.value && (
        <ConfirmSheet
          title={`Delete ${team.name}?`}
          deed="Delete the team"
          onConfirm={async () => {
            await api.removeTeam(team.id);
            showNotice(`${team.name} is deleted.`);
            navigate(settingsAddress("teams"), { replace: true });
          }}
          onClose={() => {
            asking.value = false;
          }}
        >
          <p>
            This can't be undone. {team.waiting > 0 && `${team.waiting} waiting and all other `}
            {team.waiting > 0 ? "conversations" : "Its conversations"} go to {heir}, and pages that name{" "}
            <code>{team.slug}</code> lead there.
          </p>
        </ConfirmSheet>
      )}
    </section>
  );
}

function NoSuchTeam(): JSX.Element {
  return (
    <section class="card">
      <h1>No such team</h1>
      <p>There is no team at this address. A colleague may have deleted it.</p>
    </section>
  );
}
