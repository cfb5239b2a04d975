import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { LABEL_MAX, LABELS_MAX } from "../../protocol/teams.ts";
import { CloseIcon } from "../../ui/icons.tsx";
import { api, inbox, inboxState, queueState } from "../session.ts";
import { Sheet } from "../settings/sheet.tsx";
import { Submission } from "../submission.ts";
import type { ThreadSheetProps } from "./thread-sheets.tsx";

/** Lets one note what a conversation is about. Each change is saved at once. */
export function LabelsSheet({ conversation, onClose }: ThreadSheetProps): JSX.Element {
  const submission = useMemo(() => new Submission(), []);
  const labels = useSignal<readonly string[]>(conversation.labels);
  const draft = useSignal("");
  const save = (next: readonly string[]) =>
    submission.run(async () => {
      const answer = await api.label(conversation.id, next);
      labels.value = answer.conversation.labels;
      inbox.value?.conversation(conversation.id)?.labelled(answer.conversation.labels);
    });
  const add = async () => {
    const label = draft.value.trim().toLowerCase();
    if (label === "" || labels.value.includes(label)) draft.value = "";
    else if (await save([...labels.value, label])) draft.value = "";
  };
  const isFull = labels.value.length >= LABELS_MAX;
  return (
    <Sheet title="Labels" onClose={onClose}>
      {(close) => (
        <form
          class="labels-form"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <p class="muted">
            Only those who answer see them. A team that goes by skills gives a conversation to somebody who
            has all of them.
          </p>
          <p class="form-problem" role="alert">
            {submission.problem.value}
          </p>
          <div class="labels-add">
            <label for="label-new">Add a label</label>
            <input
              id="label-new"
              class="plain-input"
              list="labels-known"
              autocomplete="off"
              maxLength={LABEL_MAX}
              disabled={isFull}
              placeholder={isFull ? `${LABELS_MAX} are the most` : "such as billing"}
              value={draft.value}
              onInput={(event) => {
                draft.value = event.currentTarget.value;
              }}
            />
            <datalist id="labels-known">
              {knownLabels().map((label) => (
                <option key={label} value={label} />
              ))}
            </datalist>
            <button type="submit" class="button button-quiet" aria-busy={submission.busy.value}>
              Add
            </button>
          </div>
          <ul class="labels" aria-label="Labels of this conversation">
            {labels.value.map((label) => (
              <li key={label} class="label-chip">
                <bdi>{label}</bdi>
                <button
                  type="button"
                  aria-label={`Remove ${label}`}
                  onClick={() => void save(labels.value.filter((other) => other !== label))}
                >
                  <CloseIcon />
                </button>
              </li>
            ))}
          </ul>
          <div class="form-deeds">
            <button type="button" class="button" onClick={close}>
              Done
            </button>
          </div>
        </form>
      )}
    </Sheet>
  );
}

/** Those in use, as suggestions. */
function knownLabels(): string[] {
  const known = new Set<string>();
  for (const { state } of inboxState.value?.conversations ?? [])
    for (const label of state.conversation?.labels ?? []) known.add(label);
  for (const { labels } of queueState.value.entries) for (const label of labels) known.add(label);
  return [...known].sort();
}
