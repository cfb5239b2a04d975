import type { WebhookDelivery } from "../../../protocol/webhooks.ts";
import { api } from "../../session.ts";

/** Most attempts are over in a moment: the pauses between questions begin short and grow. */
const FIRST_PAUSE_MS = 50;
const LAST_PAUSE_MS = 800;
/** An attempt takes ten seconds at most, and may have to wait for others. */
const ASKED_FOR_MS = 30_000;

/** The delivery once it was tried, or as it stands when that takes long or `signal` ends the asking. */
export async function settledDelivery(id: string, signal: AbortSignal): Promise<WebhookDelivery> {
  let pause = FIRST_PAUSE_MS;
  for (let askedMs = 0; ; askedMs += pause) {
    const { delivery } = await api.delivery(id);
    if (wasTried(delivery) || askedMs >= ASKED_FOR_MS || signal.aborted) return delivery;
    await new Promise((resume) => setTimeout(resume, pause));
    pause = Math.min(2 * pause, LAST_PAUSE_MS);
  }
}

/** What came of a delivery, in a sentence. */
export function outcomeOf(delivery: WebhookDelivery): string {
  const { state, lastStatus, lastError } = delivery;
  if (state === "done") return `Delivered: the receiver answered ${lastStatus}.`;
  if (!wasTried(delivery)) return "It is still on its way. Look again under Waiting.";
  const why = lastError ?? "There was no answer";
  return state === "dead" ? `Not delivered. ${why}.` : `Not delivered yet. ${why}. It will be tried again.`;
}

function wasTried({ state, attempts }: WebhookDelivery): boolean {
  return state !== "pending" || attempts > 0;
}
