import { request } from "node:https";
import { lookupFor } from "../private-host.ts";
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
  const answered = Promise.withResolvers<number>();
  const sending = request(endpoint, {
    method: "POST",
    headers: { ...headers, "content-length": String(body.byteLength) },
    lookup: lookupFor(places),
    // A connection that somebody else made may lead to where this lookup would not have.
    agent: false,
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    ...(places.certificate === undefined ? {} : { ca: places.certificate }),
  });
  sending.on("response", (response) => {
    answered.resolve(response.statusCode ?? 0);
    response.destroy();
  });
  sending.on("error", answered.reject);
  sending.end(body);
  return await answered.promise;
}
