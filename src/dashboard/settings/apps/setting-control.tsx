import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { APP_SETTING_BOUNDS, type AppSettings } from "../../../protocol/app-settings.ts";
import { type AppDraft, boundsOf } from "./app-draft.ts";
import { type NumberSetting, SETTING_WORDS, type SwitchSetting } from "./setting-words.ts";

export interface SettingControlProps<Setting = keyof AppSettings> {
  setting: Setting;
  draft: AppDraft;
  onDraft: (draft: AppDraft) => void;
  /** What is wrong with it, in a sentence. */
  problem?: string | undefined;
}

/** One setting with its sentence: a switch, a number within its bounds, or the origins. */
export function SettingControl(props: SettingControlProps): JSX.Element {
  const { setting } = props;
  if (setting === "allowedOrigins") return <OriginsControl {...props} setting={setting} />;
  return isNumber(setting) ? (
    <NumberControl {...props} setting={setting} />
  ) : (
    <SwitchControl {...props} setting={setting} />
  );
}

function SwitchControl({ setting, draft, onDraft, problem }: SettingControlProps<SwitchSetting>) {
  return (
    <Row setting={setting} problem={problem} kind="switch">
      {(attributes) => (
        <input
          {...attributes}
          type="checkbox"
          checked={draft.switches[setting]}
          onChange={(event) =>
            onDraft({ ...draft, switches: { ...draft.switches, [setting]: event.currentTarget.checked } })
          }
        />
      )}
    </Row>
  );
}

function NumberControl({ setting, draft, onDraft, problem }: SettingControlProps<NumberSetting>) {
  return (
    <Row setting={setting} problem={problem} kind="number" bounds={boundsOf(setting)}>
      {(attributes) => (
        <input
          {...attributes}
          // Not of type number: a wheel turned over it changes it unseen, and what is no number reads as nothing.
          type="text"
          inputMode="numeric"
          autocomplete="off"
          value={draft.numbers[setting]}
          onInput={(event) =>
            onDraft({ ...draft, numbers: { ...draft.numbers, [setting]: event.currentTarget.value } })
          }
        />
      )}
    </Row>
  );
}

function OriginsControl({ setting, draft, onDraft, problem }: SettingControlProps<"allowedOrigins">) {
  return (
    <Row setting={setting} problem={problem} kind="text">
      {(attributes) => (
        <textarea
          {...attributes}
          rows={Math.min(8, draft.allowedOrigins.split("\n").length + 1)}
          spellcheck={false}
          value={draft.allowedOrigins}
          onInput={(event) => onDraft({ ...draft, allowedOrigins: event.currentTarget.value })}
        />
      )}
    </Row>
  );
}

interface RowProps {
  setting: keyof AppSettings;
  kind: "switch" | "number" | "text";
  bounds?: string;
  problem: string | undefined;
  children: (attributes: {
    id: string;
    name: string;
    "aria-invalid": boolean;
    "aria-describedby": string;
  }) => ComponentChildren;
}

function Row({ setting, kind, bounds, problem, children }: RowProps): JSX.Element {
  const { label, sentence } = SETTING_WORDS[setting];
  const id = useId();
  const attributes = {
    id,
    name: setting,
    "aria-invalid": problem !== undefined,
    "aria-describedby": problem === undefined ? `${id}-hint` : `${id}-problem ${id}-hint`,
  };
  return (
    <div class="setting" data-kind={kind}>
      <label for={id}>{label}</label>
      <p class="field-hint" id={`${id}-hint`}>
        {bounds === undefined ? sentence : `${sentence} From ${bounds}.`}
      </p>
      <div class="setting-control">{children(attributes)}</div>
      {problem !== undefined && (
        <p class="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}

function isNumber(setting: keyof AppSettings): setting is NumberSetting {
  return setting in APP_SETTING_BOUNDS;
}
