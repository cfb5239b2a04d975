import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { OutsideApp } from "../../../protocol/resources.ts";
import type { Webhook } from "../../../protocol/webhooks.ts";
import { api } from "../../session.ts";
import { Submission } from "../../submission.ts";
import { SecretText } from "../secret-text.tsx";
import { outcomeOf, settledDelivery } from "./settled-delivery.ts";
import { useAbortSignal } from "./use-abort-signal.ts";

export interface WebhookCardProps {
  webhook: Webhook;
  /** The outside app whose webhook it is; undefined for the desk's own. */
  app: OutsideApp | undefined;
  onEdit: () => void;
  onRemove: () => void;
  /** A test event has come to its end. */
  onTried: () => void;
}

/** One webhook: where it leads, what it is told and how it proves itself, with what there is to do. */
export function WebhookCard({ webhook, app, onEdit, onRemove, onTried }: WebhookCardProps): JSX.Element {
  const { url, events, enabled, secret } = webhook;
  return (
    <li class="webhook" aria-label={`Webhook to ${url}`}>
      <div class="webhook-head">
        <code class="webhook-url">{url}</code>
        {!enabled && <span class="tag">Off</span>}
      </div>
      <dl>
        <div>
          <dt>Tells of</dt>
          <dd>
            <span>
              {webhook.appId === null ? "The desk" : (app?.name ?? webhook.appId)}
              <span class="muted">: {events.join(", ")}</span>
            </span>
          </dd>
        </div>
        <div>
          <dt>{secret === null ? "Signed" : "Secret"}</dt>
          <dd>
            {secret === null ? (
              <span>
                {webhook.key === null ? "with the app's first key" : <SigningKey value={webhook.key} />}
              </span>
            ) : (
              <SecretText secret={secret} what="secret" />
            )}
          </dd>
        </div>
      </dl>
      <div class="form-deeds">
        <TestButton webhook={webhook} onTried={onTried} />
        <button type="button" class="button button-quiet" onClick={onEdit}>
          Edit<span class="only-heard"> {url}</span>
        </button>
        <button type="button" class="button button-quiet button-danger" onClick={onRemove}>
          Delete<span class="only-heard"> {url}</span>
        </button>
      </div>
    </li>
  );
}

function SigningKey({ value }: { value: string }): JSX.Element {
  return (
    <>
      with the key <code class="credential-value">{value}</code>
    </>
  );
}

function TestButton({ webhook, onTried }: { webhook: Webhook; onTried: () => void }): JSX.Element {
  const submission = useMemo(() => new Submission(), []);
  const outcome = useSignal<{ words: string; isGood: boolean } | undefined>(undefined);
  const signal = useAbortSignal();
  const send = async () => {
    outcome.value = undefined;
    const { delivery } = await api.testWebhook(webhook.id);
    const settled = await settledDelivery(delivery.id, signal);
    outcome.value = { words: outcomeOf(settled), isGood: settled.state === "done" };
    onTried();
  };
  const problem = submission.problem.value;
  return (
    <>
      <button
        type="button"
        class="button button-quiet"
        aria-busy={submission.busy.value}
        onClick={() => void submission.run(send)}
      >
        {submission.busy.value ? "Sending…" : "Send a test event"}
      </button>
      <p class="webhook-outcome" role="status" data-good={problem === undefined && outcome.value?.isGood}>
        {problem ?? outcome.value?.words}
      </p>
    </>
  );
}
