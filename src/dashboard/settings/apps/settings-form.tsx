import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { ProblemError } from "../../../client/problem-error.ts";
import { type OutsideApp, PERSON_NAME_MAX } from "../../../protocol/resources.ts";
import { Field } from "../../account/field.tsx";
import { showNotice } from "../../notices.tsx";
import { api } from "../../session.ts";
import { Submission } from "../../submission.ts";
import { Form } from "../form.tsx";
import { type AppDraft, draftChange, draftFaults, draftOf } from "./app-draft.ts";
import { SettingControl } from "./setting-control.tsx";
import { SETTING_GROUPS, SETTING_WORDS } from "./setting-words.ts";

export interface SettingsFormProps {
  app: OutsideApp;
  onChange: (app: OutsideApp) => void;
}

const SHOWN = ["name", ...Object.keys(SETTING_WORDS).map((setting) => `settings.${setting}`)];

/** An app's name and everything else that its owner decides, saved together. */
export function SettingsForm({ app, onChange }: SettingsFormProps): JSX.Element {
  const submission = useMemo(() => new Submission(SHOWN), []);
  const draft = useSignal<AppDraft>(draftOf(app));
  const faults = submission.fields.value;
  const save = async () => {
    const fields = draftFaults(draft.value);
    if (fields.length > 0)
      throw new ProblemError({ title: "Some fields are wrong", code: "invalid-input", status: 422, fields });
    const { app: changed } = await api.changeApp(app.id, draftChange(draft.value, app));
    onChange(changed);
    draft.value = draftOf(changed);
    showNotice("The settings are saved.");
  };
  return (
    <section class="card" aria-labelledby="app-settings">
      <h2 id="app-settings">Settings</h2>
      <Form submission={submission} onSubmit={save}>
        <Field
          label="Name"
          name="name"
          value={draft.value.name}
          onValue={(name) => {
            draft.value = { ...draft.value, name };
          }}
          autoComplete="off"
          maxLength={PERSON_NAME_MAX}
          problem={faults["name"]}
        />
        {SETTING_GROUPS.map(({ title, settings }) => (
          <fieldset key={title} class="setting-group">
            <legend>{title}</legend>
            {settings.map((setting) => (
              <SettingControl
                key={setting}
                setting={setting}
                draft={draft.value}
                onDraft={(changed) => {
                  draft.value = changed;
                }}
                problem={faults[`settings.${setting}`]}
              />
            ))}
          </fieldset>
        ))}
        <div class="form-deeds">
          <button type="submit" class="button" aria-busy={submission.busy.value}>
            Save settings
          </button>
          <button
            type="button"
            class="button button-quiet"
            onClick={() => {
              draft.value = draftOf(app);
              submission.fields.value = {};
            }}
          >
            Undo changes
          </button>
        </div>
      </Form>
    </section>
  );
}
