import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import type { Dialect } from "../../../protocol/app-settings.ts";
import type { OutsideApp } from "../../../protocol/resources.ts";
import { showNotice } from "../../notices.tsx";
import { api } from "../../session.ts";
import { Submission } from "../../submission.ts";
import { ConfirmSheet } from "../confirm-sheet.tsx";
import { type AppKey, Credentials, DIALECT_NAMES } from "./credentials.tsx";
import { DialectSelect } from "./dialect-select.tsx";

export interface KeysCardProps {
  app: OutsideApp;
  onChange: (app: OutsideApp) => void;
}

/** An app's keys, with ways to add one and to take one away. */
export function KeysCard({ app, onChange }: KeysCardProps): JSX.Element {
  const leaving = useSignal<AppKey | undefined>(undefined);
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <section class="card" aria-labelledby="app-keys">
      <h2 id="app-keys" ref={heading} tabIndex={-1}>
        Keys
      </h2>
      <p>
        Every key reaches the same channels, and our own clients take either kind. To change a secret without
        a gap, add a key, move your programs to it, then remove the old one.
      </p>
      {app.keys.map((key) => (
        <Credentials key={key.key} appKey={key}>
          <button
            type="button"
            class="button button-quiet button-danger"
            onClick={() => {
              leaving.value = key;
            }}
          >
            Remove<span class="only-heard"> key {key.key}</span>
          </button>
        </Credentials>
      ))}
      {app.keys.length === 0 && <p class="muted">There is no key, so nothing can connect.</p>}
      <AddKey app={app} onChange={onChange} />
      {leaving.value !== undefined && (
        <ConfirmSheet
          title="Remove this key?"
          deed="Remove key"
          onClose={() => {
            leaving.value = undefined;
          }}
          onConfirm={async () => {
            const { app: changed } = await api.removeKey(app.id, leaving.value?.key ?? "");
            onChange(changed);
            showNotice("The key is gone.");
            // The button that was pressed is gone too.
            requestAnimationFrame(() => heading.current?.focus());
          }}
        >
          <p>
            Programs that use the {DIALECT_NAMES[leaving.value.dialect]} key <code>{leaving.value.key}</code>{" "}
            are disconnected at once and can't come back with it.
          </p>
        </ConfirmSheet>
      )}
    </section>
  );
}

function AddKey({ app, onChange }: KeysCardProps): JSX.Element {
  const submission = useMemo(() => new Submission(), []);
  const dialect = useSignal<Dialect>("pusher");
  return (
    <form
      class="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submission.run(async () => {
          onChange((await api.addKey(app.id, dialect.value)).app);
          showNotice(`A key for ${DIALECT_NAMES[dialect.value]} was added.`);
        });
      }}
    >
      <label for="new-key-dialect">Another key for</label>
      <DialectSelect
        id="new-key-dialect"
        value={dialect.value}
        onValue={(value) => {
          dialect.value = value;
        }}
      />
      <button type="submit" class="button button-quiet" aria-busy={submission.busy.value}>
        Add key
      </button>
      <p class="form-problem" role="alert">
        {submission.problem.value}
      </p>
    </form>
  );
}
