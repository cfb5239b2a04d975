import type { AttemptResult } from "../store/webhook-attempts.ts";
import type { WebhookRequest } from "./webhook-request.ts";

/**
 * Makes one attempt. Anything but a 2xx is a failure, a redirect as well: where it leads, the admin who wrote the
 * address has not said. Nothing of an answer but its status is kept, so that a webhook on an inner address shows
 * nobody what stands there.
 */
export async function postWebhook(
  url: string,
  { headers, body }: WebhookRequest,
  signal: AbortSignal,
): Promise<AttemptResult> {
  try {
    const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
    // Its size is anybody's guess.
    await response.body?.cancel();
    return { status: response.status, error: response.ok ? null : `Answered ${response.status}` };
  } catch (error) {
    return { status: null, error: signal.aborted ? String(signal.reason) : sentenceFor(error) };
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  ConnectionRefused: "The connection was refused",
  ECONNREFUSED: "The connection was refused",
  ECONNRESET: "The connection was closed without an answer",
  ConnectionClosed: "The connection was closed without an answer",
  UND_ERR_SOCKET: "The connection was closed without an answer",
  ENOTFOUND: "The host name is unknown",
};

/** Runtimes put the code on the error or on its cause. */
function sentenceFor(error: unknown): string {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  const known = [code, cause?.code].find((one) => typeof one === "string") ?? "unknown";
  return SENTENCES[known] ?? `No answer (${known})`;
}
