import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { TEAM_NAME_MAX, type Team } from "../../../protocol/teams.ts";
import { Field } from "../../account/field.tsx";
import { LoadedView, useLoaded } from "../../loaded.tsx";
import { teamAddress } from "../../route.ts";
import { navigate } from "../../router.ts";
import { api } from "../../session.ts";
import { Submission } from "../../submission.ts";
import { Form } from "../form.tsx";
import { Sheet } from "../sheet.tsx";
import { STRATEGY_WORDS } from "./strategy-words.ts";
import { teamStatusWords } from "./team-status-words.ts";

/** The teams that answer here, how each stands, and a way to make more. */
export function TeamsPage(): JSX.Element {
  const { loaded, reload } = useLoaded(() => api.teams());
  const making = useSignal(false);
  return (
    <>
      <div class="page-lead">
        <p class="muted">Every conversation belongs to a team, which decides who gets it and when.</p>
        <button
          type="button"
          class="button"
          onClick={() => {
            making.value = true;
          }}
        >
          New team
        </button>
      </div>
      <LoadedView loaded={loaded.value} onRetry={() => void reload()} what="the teams">
        {({ teams }) => (
          <ul class="plain-list">
            {teams.map((team) => (
              <TeamCard key={team.id} team={team} />
            ))}
          </ul>
        )}
      </LoadedView>
      {making.value && (
        <NewTeamSheet
          onClose={() => {
            making.value = false;
          }}
        />
      )}
    </>
  );
}

function TeamCard({ team }: { team: Team }): JSX.Element {
  const { id, name, isDefault, settings, memberIds, waiting, status } = team;
  const count = memberIds.length;
  return (
    <li class="card team-card">
      <div class="app-head">
        <h2>
          <a class="quiet-link" href={teamAddress(id)}>
            {name}
          </a>
        </h2>
        {isDefault && <span class="tag">Default</span>}
        <span class="presence" data-presence={status.answering ? "available" : "offline"}>
          {teamStatusWords(status)}
        </span>
        <a class="button button-quiet" href={teamAddress(id)}>
          Open<span class="only-heard"> {name}</span>
        </a>
      </div>
      <p class="muted">
        {STRATEGY_WORDS[settings.strategy].name} · {count === 1 ? "1 member" : `${count} members`}
        {waiting > 0 && ` · ${waiting} waiting`}
      </p>
    </li>
  );
}

function NewTeamSheet({ onClose }: { onClose: () => void }): JSX.Element {
  const submission = useMemo(() => new Submission(["name"]), []);
  const name = useSignal("");
  const taken = submission.code.value === "team-exists" ? "There is a team of this name already." : undefined;
  return (
    <Sheet title="New team" onClose={onClose}>
      {(close) => (
        <Form
          submission={submission}
          onSubmit={async () => {
            const { team } = await api.createTeam({ name: name.value.trim() });
            close();
            navigate(teamAddress(team.id));
          }}
        >
          <Field
            label="Name"
            name="name"
            value={name.value}
            onValue={(value) => {
              name.value = value;
            }}
            autoComplete="off"
            maxLength={TEAM_NAME_MAX}
            problem={submission.fields.value["name"] ?? taken}
            hint="Customers see it while they wait. What host pages call it by is made of it, and stays."
          />
          <div class="form-deeds">
            <button type="submit" class="button" aria-busy={submission.busy.value}>
              Make the team
            </button>
            <button type="button" class="button button-quiet" onClick={close}>
              Cancel
            </button>
          </div>
        </Form>
      )}
    </Sheet>
  );
}
