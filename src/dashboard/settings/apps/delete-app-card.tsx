import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { ProblemError } from "../../../client/problem-error.ts";
import type { OutsideApp } from "../../../protocol/resources.ts";
import { Field } from "../../account/field.tsx";
import { showNotice } from "../../notices.tsx";
import { settingsAddress } from "../../route.ts";
import { navigate } from "../../router.ts";
import { api } from "../../session.ts";
import { Submission } from "../../submission.ts";
import { Form } from "../form.tsx";
import { Sheet } from "../sheet.tsx";

/** The end of an app, which asks for its name so that it is never the wrong one. */
export function DeleteAppCard({ app }: { app: OutsideApp }): JSX.Element {
  const asking = useSignal(false);
  return (
    <section class="card" aria-labelledby="app-delete">
      <h2 id="app-delete">Delete this app</h2>
      <p>
        Its connections are closed, and its keys, settings and webhooks are gone for good. To pause it, switch
        it off instead.
      </p>
      <button
        type="button"
        class="button button-quiet button-danger"
        onClick={() => {
          asking.value = true;
        }}
      >
        Delete app…
      </button>
      {asking.value && (
        <DeleteAppSheet
          app={app}
          onClose={() => {
            asking.value = false;
          }}
        />
      )}
    </section>
  );
}

function DeleteAppSheet({ app, onClose }: { app: OutsideApp; onClose: () => void }): JSX.Element {
  const submission = useMemo(() => new Submission(["name"]), []);
  const typed = useSignal("");
  const remove = async (close: () => void) => {
    if (typed.value.trim() !== app.name) throw mismatch(app.name);
    await api.removeApp(app.id);
    close();
    showNotice(`${app.name} is deleted.`);
    navigate(settingsAddress("apps"), { replace: true });
  };
  return (
    <Sheet title={`Delete ${app.name}?`} onClose={onClose}>
      {(close) => (
        <Form submission={submission} onSubmit={() => remove(close)}>
          <p>This can't be undone. Every program that uses the app stops working.</p>
          <Field
            label={`Type “${app.name}” to confirm`}
            name="name"
            value={typed.value}
            onValue={(value) => {
              typed.value = value;
            }}
            autoComplete="off"
            problem={submission.fields.value["name"]}
          />
          <div class="form-deeds">
            <button type="submit" class="button button-danger" aria-busy={submission.busy.value}>
              Delete for good
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

function mismatch(name: string): ProblemError {
  const fields = [{ path: "name", message: `That is not its name, which is “${name}”.` }];
  return new ProblemError({ title: "The name differs", code: "invalid-input", status: 422, fields });
}
