import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { WebhookDelivery } from "../../../protocol/webhooks.ts";
import { fullTime } from "../../inbox/relative-time.ts";

export interface DeliveryRowProps {
  delivery: WebhookDelivery;
  /** Where it was to go. */
  url: string;
  /** Has it made again; settles when that is known. */
  onRetry: () => Promise<unknown>;
}

/** One event on its way: what, when, where to, what was answered last, how often it was tried. */
export function DeliveryRow({ delivery, url, onRetry }: DeliveryRowProps): JSX.Element {
  const busy = useSignal(false);
  const { event, channel, happenedAt, attempts, state, nextAttemptAt } = delivery;
  const retry = async () => {
    busy.value = true;
    await onRetry();
    busy.value = false;
  };
  return (
    <li class="delivery" data-state={state}>
      <div class="delivery-what">
        <strong>
          <code>{event}</code>
        </strong>
        <code class="muted">{channel}</code>
      </div>
      <time class="muted" dateTime={happenedAt}>
        {fullTime(happenedAt)}
      </time>
      <code class="muted delivery-url">{url}</code>
      <span class="delivery-answer">
        {answerOf(delivery)}
        <span class="muted">
          {" · "}
          {attempts === 1 ? "1 attempt" : `${attempts} attempts`}
          {state === "pending" && nextAttemptAt !== null && `, next ${fullTime(nextAttemptAt)}`}
        </span>
      </span>
      {state !== "done" && (
        <button type="button" class="button button-quiet" aria-busy={busy.value} onClick={() => void retry()}>
          {busy.value ? "Retrying…" : "Retry"}
          <span class="only-heard"> {event}</span>
        </button>
      )}
    </li>
  );
}

function answerOf({ lastStatus, lastError, attempts }: WebhookDelivery): string {
  if (lastError !== null) return lastError;
  if (lastStatus !== null) return `Answered ${lastStatus}`;
  return attempts === 0 ? "Not tried yet" : "No answer";
}
