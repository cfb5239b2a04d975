import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { DELIVERY_STATES, type DeliveryState, type Webhook } from "../../../protocol/webhooks.ts";
import { LoadedView } from "../../loaded.tsx";
import { showNotice } from "../../notices.tsx";
import { Submission } from "../../submission.ts";
import { Deliveries } from "./deliveries.ts";
import { DeliveryRow } from "./delivery-row.tsx";
import { outcomeOf } from "./settled-delivery.ts";
import { useAbortSignal } from "./use-abort-signal.ts";

export interface DeliveriesCardProps {
  /** Those whose deliveries are shown. */
  webhooks: readonly Webhook[];
  /** Whenever it changes, the deliveries are loaded anew. */
  tries: number;
}

const TABS: Record<DeliveryState, { title: string; none: string }> = {
  dead: { title: "Given up", none: "Nothing was given up." },
  pending: { title: "Waiting", none: "Nothing waits to be told." },
  done: { title: "Delivered", none: "Nothing was delivered lately." },
};
const TAB_ORDER = DELIVERY_STATES.toSorted((a, b) => Number(b === "dead") - Number(a === "dead"));

/** What became of each event: what was given up first, with ways to send it again. */
export function DeliveriesCard({ webhooks, tries }: DeliveriesCardProps): JSX.Element {
  const state = useSignal<DeliveryState>("dead");
  const signal = useAbortSignal();
  const deliveries = useMemo(() => new Deliveries(signal), []);
  const submission = useMemo(() => new Submission(), []);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    void deliveries.load(state.value);
  }, [state.value, tries]);

  const ours = new Set(webhooks.map(({ id }) => id));
  const retry = async (id: string) => {
    showNotice(outcomeOf(await deliveries.repeat(id)));
    heading.current?.focus();
  };
  const retryAll = async () => {
    const count = await deliveries.repeatAll(ours);
    showNotice(count === 1 ? "One event is on its way again." : `${count} events are on their way again.`);
    heading.current?.focus();
  };
  return (
    <section class="card deliveries" aria-labelledby="deliveries-title">
      <h2 id="deliveries-title" ref={heading} tabIndex={-1}>
        Deliveries
      </h2>
      <div class="page-lead">
        <fieldset class="segments">
          <legend class="only-heard">Show deliveries that are</legend>
          {TAB_ORDER.map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="delivery-state"
                checked={state.value === each}
                onChange={() => {
                  state.value = each;
                }}
              />
              <span>{TABS[each].title}</span>
            </label>
          ))}
        </fieldset>
        <button type="button" class="button button-quiet" onClick={() => void deliveries.load(state.value)}>
          Refresh
        </button>
      </div>
      <p class="form-problem" role="alert">
        {submission.problem.value}
      </p>
      <LoadedView
        loaded={deliveries.loaded.value}
        onRetry={() => void deliveries.load(state.value)}
        what="the deliveries"
      >
        {(page) => {
          const shown = page.deliveries.filter(({ webhookId }) => ours.has(webhookId));
          return (
            <>
              {shown.length === 0 && !page.hasOlder && <p class="muted">{TABS[state.value].none}</p>}
              <ul class="plain-list">
                {shown.map((delivery) => (
                  <DeliveryRow
                    key={delivery.id}
                    delivery={delivery}
                    url={webhooks.find(({ id }) => id === delivery.webhookId)?.url ?? ""}
                    onRetry={() => submission.run(() => retry(delivery.id))}
                  />
                ))}
              </ul>
              <div class="form-deeds">
                {state.value === "dead" && shown.length > 0 && (
                  <button
                    type="button"
                    class="button"
                    aria-busy={submission.busy.value}
                    onClick={() => void submission.run(retryAll)}
                  >
                    Retry all
                  </button>
                )}
                {page.hasOlder && (
                  <button
                    type="button"
                    class="button button-quiet"
                    onClick={() => void submission.run(() => deliveries.loadOlder())}
                  >
                    Show older
                  </button>
                )}
              </div>
            </>
          );
        }}
      </LoadedView>
    </section>
  );
}
