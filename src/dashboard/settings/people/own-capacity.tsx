import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Agent } from "../../../protocol/resources.ts";
import { Field } from "../../account/field.tsx";
import { LoadedView, useLoaded } from "../../loaded.tsx";
import { showNotice } from "../../notices.tsx";
import { api } from "../../session.ts";
import { Submission } from "../../submission.ts";
import { Form } from "../form.tsx";
import { capacityOf } from "./capacity.ts";

/** How many conversations I take at once. */
export function OwnCapacity(): JSX.Element {
  const { loaded, reload } = useLoaded(() => api.me());
  return (
    <section class="card" aria-labelledby="own-capacity">
      <h2 id="own-capacity">How much comes to me</h2>
      <LoadedView loaded={loaded.value} onRetry={() => void reload()} what="your settings">
        {({ agent }) =>
          agent === undefined ? <p class="muted">This is for agents.</p> : <CapacityForm agent={agent} />
        }
      </LoadedView>
    </section>
  );
}

function CapacityForm({ agent }: { agent: Agent }): JSX.Element {
  const submission = useMemo(() => new Submission(["capacity"]), []);
  const capacity = useSignal(agent.capacity === null ? "" : String(agent.capacity));
  return (
    <Form
      submission={submission}
      label="How much comes to me"
      onSubmit={async () => {
        await api.changeAgent(agent.id, { capacity: capacityOf(capacity.value) });
        showNotice("Saved: it counts from now on.");
      }}
    >
      <Field
        label="Conversations at once"
        name="capacity"
        value={capacity.value}
        onValue={(value) => {
          capacity.value = value;
        }}
        autoComplete="off"
        inputMode="numeric"
        optional
        problem={submission.fields.value["capacity"]}
        hint="Nothing new comes to you while you have so many. Empty for what your teams say."
      />
      <div class="form-deeds">
        <button type="submit" class="button button-quiet" aria-busy={submission.busy.value}>
          Save
        </button>
      </div>
    </Form>
  );
}
