import type { AttemptResult } from "../store/webhook-attempts.ts";
import { postForStatus } from "./post-for-status.ts";
import { isPrivateHost } from "./private-host.ts";
import type { WebhookRequest } from "./webhook-request.ts";

/** Where webhooks may go. */
export interface WebhookPlaces {
  /** To this machine and its own network, too. */
  readonly privateToo?: boolean;
}

/**
 * Makes one attempt. Anything but a 2xx is a failure, a redirect as well: where it leads, the admin who wrote the
 * address has not said. Nothing of an answer but its status is kept, so that a webhook on an inner address shows
 * nobody what stands there.
 */
export async function postWebhook(
  url: string,
  request: WebhookRequest,
  places: WebhookPlaces,
  signal: AbortSignal,
): Promise<AttemptResult> {
  try {
    const status = await statusOf(url, request, places, signal);
    const isGood = status >= 200 && status < 300;
    return { status, error: isGood ? null : `Answered ${status}` };
  } catch (error) {
    return { status: null, error: signal.aborted ? String(signal.reason) : sentenceFor(error) };
  }
}

async function statusOf(
  url: string,
  request: WebhookRequest,
  places: WebhookPlaces,
  signal: AbortSignal,
): Promise<number> {
  if (!places.privateToo && isPrivateHost(new URL(url).hostname))
    throw Object.assign(new Error("The address is private"), { code: "EPRIVATE" });
  return await postForStatus({ url, ...request }, places, signal);
}

const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "The connection was refused",
  ECONNRESET: "The connection was closed without an answer",
  ENOTFOUND: "The host name is unknown",
  EPRIVATE: "The address is a private one; PRIVATE_WEBHOOKS=1 lets webhooks go there",
};

/** Runtimes put the code on the error or on its cause. */
function sentenceFor(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  const known = [code, cause?.code].find((one) => typeof one === "string") ?? "unknown";
  return SENTENCES[known] ?? `No answer (${known})`;
}
