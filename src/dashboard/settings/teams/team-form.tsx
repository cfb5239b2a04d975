import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useId, useMemo } from "preact/hooks";
import { ProblemError } from "../../../client/problem-error.ts";
import type { Agent } from "../../../protocol/resources.ts";
import { STRATEGIES, TEAM_NAME_MAX, type Team } from "../../../protocol/teams.ts";
import { Field } from "../../account/field.tsx";
import { showNotice } from "../../notices.tsx";
import { api } from "../../session.ts";
import { Submission } from "../../submission.ts";
import { Form } from "../form.tsx";
import { HoursEditor } from "./hours-editor.tsx";
import { MembersEditor } from "./members-editor.tsx";
import { STRATEGY_WORDS } from "./strategy-words.ts";
import { draftFaults, draftOf, draftWishes, type TeamDraft } from "./team-draft.ts";
import { ZoneField } from "./zone-field.tsx";

export interface TeamFormProps {
  team: Team;
  agents: readonly Agent[];
  onChange: (team: Team) => void;
}

const SHOWN = [
  "name",
  "settings.capacity",
  "settings.acceptSeconds",
  "settings.autoCloseDays",
  "settings.timeZone",
  "settings.hours",
];

/** Everything that an admin decides about a team, saved together. */
export function TeamForm({ team, agents, onChange }: TeamFormProps): JSX.Element {
  const submission = useMemo(() => new Submission(SHOWN), []);
  const draft = useSignal<TeamDraft>(draftOf(team));
  const faults = submission.fields.value;
  const change = (part: Partial<TeamDraft>) => {
    draft.value = { ...draft.value, ...part };
  };
  const set = (part: Partial<TeamDraft["settings"]>) =>
    change({ settings: { ...draft.value.settings, ...part } });
  const save = async () => {
    const fields = draftFaults(draft.value);
    if (fields.length > 0)
      throw new ProblemError({ title: "Some fields are wrong", code: "invalid-input", status: 422, fields });
    const { team: changed } = await api.changeTeam(team.id, draftWishes(draft.value));
    onChange(changed);
    draft.value = draftOf(changed);
    showNotice(`${changed.name} is saved; what waits goes by it at once.`);
  };
  const number = (name: keyof TeamDraft["numbers"], words: { label: string; hint: string }) => (
    <Field
      label={words.label}
      name={name}
      value={draft.value.numbers[name]}
      onValue={(value) => change({ numbers: { ...draft.value.numbers, [name]: value } })}
      autoComplete="off"
      inputMode="numeric"
      optional
      problem={faults[`settings.${name}`]}
      hint={words.hint}
    />
  );
  const { settings } = draft.value;
  return (
    <Form submission={submission} onSubmit={save} label="Team">
      <Part title="Settings">
        <Field
          label="Name"
          name="name"
          value={draft.value.name}
          onValue={(name) => change({ name })}
          autoComplete="off"
          maxLength={TEAM_NAME_MAX}
          problem={faults["name"]}
          hint="Customers see it while they wait."
        />
      </Part>
      <Part title="Members">
        <MembersEditor
          agents={agents}
          settings={team.settings}
          memberIds={draft.value.memberIds}
          onMembers={(memberIds) => change({ memberIds })}
        />
      </Part>
      <Part title="Who gets a new conversation">
        <div class="strategies">
          {STRATEGIES.map((strategy) => (
            <label key={strategy} class="strategy">
              <input
                type="radio"
                name="strategy"
                checked={settings.strategy === strategy}
                onChange={() => set({ strategy })}
              />
              <span>
                <strong>{STRATEGY_WORDS[strategy].name}</strong>
                <span class="muted">{STRATEGY_WORDS[strategy].sentence}</span>
              </span>
            </label>
          ))}
        </div>
        {settings.strategy === "skills" && (
          <Switch
            label="Otherwise anyone may take it"
            hint="When nobody who is there has all the skills; switched off, it waits for somebody who has."
            isOn={settings.skillsFallback === "anyone"}
            onSwitch={(on) => set({ skillsFallback: on ? "anyone" : "wait" })}
          />
        )}
      </Part>
      <Part title="How much, and how quickly">
        {number("capacity", {
          label: "Conversations at once",
          hint: "For each member, unless they have a number of their own. Empty for any number.",
        })}
        {number("acceptSeconds", {
          label: "Seconds to open an offer",
          hint: "Then the next one gets it. Opening it or typing in it stops the clock. Empty for no clock.",
        })}
        <Switch
          label="Give back what is not answered"
          hint="When an agent is gone, conversations they have not answered go back to the queue."
          isOn={settings.releaseUnanswered}
          onSwitch={(releaseUnanswered) => set({ releaseUnanswered })}
        />
      </Part>
      <Part title="Hours">
        <ZoneField
          zone={settings.timeZone}
          onZone={(timeZone) => set({ timeZone })}
          problem={faults["settings.timeZone"]}
        />
        <HoursEditor draft={draft.value} onDraft={change} problem={faults["settings.hours"]} />
      </Part>
      <Part title="At the end">
        {number("autoCloseDays", {
          label: "Close after days of silence",
          hint: "The customer's next word opens it again. Empty for never.",
        })}
        <Switch
          label="Send the customer a transcript"
          hint="By e-mail when a conversation is resolved, where the address is known and mail is set up."
          isOn={settings.transcriptAtClose}
          onSwitch={(transcriptAtClose) => set({ transcriptAtClose })}
        />
      </Part>
      <div class="form-deeds team-deeds">
        <button type="submit" class="button" aria-busy={submission.busy.value}>
          Save team
        </button>
        <button
          type="button"
          class="button button-quiet"
          onClick={() => {
            draft.value = draftOf(team);
            submission.fields.value = {};
          }}
        >
          Undo changes
        </button>
      </div>
    </Form>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <fieldset class="team-part">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

interface SwitchProps {
  label: string;
  hint: string;
  isOn: boolean;
  onSwitch: (on: boolean) => void;
}

function Switch({ label, hint, isOn, onSwitch }: SwitchProps): JSX.Element {
  const id = useId();
  return (
    <div class="team-switch">
      <input
        id={id}
        type="checkbox"
        checked={isOn}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onSwitch(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      <p class="field-hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}
