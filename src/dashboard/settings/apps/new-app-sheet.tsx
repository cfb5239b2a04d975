import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { ProblemError } from "../../../client/problem-error.ts";
import type { Dialect } from "../../../protocol/app-settings.ts";
import { APP_ID } from "../../../protocol/app-settings.ts";
import { PERSON_NAME_MAX } from "../../../protocol/resources.ts";
import { Field } from "../../account/field.tsx";
import { appAddress } from "../../route.ts";
import { navigate } from "../../router.ts";
import { api } from "../../session.ts";
import { Submission } from "../../submission.ts";
import { Form } from "../form.tsx";
import { Sheet } from "../sheet.tsx";
import { DialectSelect } from "./dialect-select.tsx";

/** Asks what a new app is to be called and speaks, makes it, and leads to it. */
export function NewAppSheet({ onClose }: { onClose: () => void }): JSX.Element {
  const submission = useMemo(() => new Submission(["name", "id"]), []);
  const name = useSignal("");
  const id = useSignal("");
  const dialect = useSignal<Dialect>("pusher");
  const faults = submission.fields.value;
  const make = async (close: () => void) => {
    const asked = { name: name.value.trim(), id: id.value.trim() };
    judge(asked);
    const { app } = await api.createApp({
      name: asked.name,
      ...(asked.id === "" ? {} : { id: asked.id }),
      dialect: dialect.value,
    });
    close();
    navigate(appAddress(app.id));
  };
  return (
    <Sheet title="New app" onClose={onClose}>
      {(close) => (
        <Form submission={submission} onSubmit={() => make(close)}>
          <Field
            label="Name"
            name="name"
            value={name.value}
            onValue={(value) => {
              name.value = value;
            }}
            autoComplete="off"
            maxLength={PERSON_NAME_MAX}
            problem={faults["name"]}
            hint="For you and your colleagues; programs don't see it."
          />
          <Field
            label="App id"
            name="id"
            value={id.value}
            onValue={(value) => {
              id.value = value;
            }}
            autoComplete="off"
            optional
            problem={faults["id"] ?? (submission.code.value === "app-exists" ? TAKEN : undefined)}
            hint="Optional; a number is chosen without it. It can't be changed later."
          />
          <div class="field">
            <label for="new-app-dialect">It speaks</label>
            <DialectSelect
              id="new-app-dialect"
              value={dialect.value}
              onValue={(value) => {
                dialect.value = value;
              }}
            />
            <p class="field-hint">More keys, of either dialect, can be added at any time.</p>
          </div>
          <div class="form-deeds">
            <button type="submit" class="button" aria-busy={submission.busy.value}>
              Make the app
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

const TAKEN = "Another app has this id already.";

function judge({ name, id }: { name: string; id: string }): void {
  const fields = [
    name === "" && { path: "name", message: "Give the app a name." },
    id !== "" && !APP_ID.test(id) && { path: "id", message: "Up to 50 letters, digits, - and _." },
  ].filter((fault) => fault !== false);
  if (fields.length > 0)
    throw new ProblemError({ title: "Some fields are wrong", code: "invalid-input", status: 422, fields });
}
