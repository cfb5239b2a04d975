import { postForStatus } from "../post-for-status.ts";
import type { PushPlaces } from "./push-address.ts";

/** A request to a push service. */
export interface PushRequest {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A service that takes longer holds up the messages of others. */
const TIMEOUT_MS = 5_000;

/**
 * Hands a message to a push service. Returns the status of the answer, of which nothing else is read; a redirect is
 * not followed. Rejects when none came in time.
 */
export async function postPush(
  { endpoint, headers, body }: PushRequest,
  places: PushPlaces,
  signal: AbortSignal,
): Promise<number> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  return await postForStatus({ url: endpoint, headers, body }, places, inTime);
}
