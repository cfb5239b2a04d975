import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { lookupFor } from "./private-host.ts";

/** What is posted to an address that a stranger named. */
interface StrangersPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Where it may go, and whom to believe there beside those whom everybody believes, in PEM. */
interface Places {
  readonly privateToo?: boolean;
  readonly certificate?: string | undefined;
}

/**
 * Posts and returns the status of the answer, of which nothing else is read: its size is anybody's guess. A redirect is not
 * followed. Rejects when none came, or when `signal` is aborted.
 */
export async function postForStatus(
  { url, headers, body }: StrangersPost,
  places: Places,
  signal: AbortSignal,
): Promise<number> {
  const answered = Promise.withResolvers<number>();
  const request = new URL(url).protocol === "https:" ? httpsRequest : httpRequest;
  const sending = request(url, {
    method: "POST",
    headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
    lookup: lookupFor(places),
    // A connection that somebody else made may lead to where this lookup would not have.
    agent: false,
    signal,
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
