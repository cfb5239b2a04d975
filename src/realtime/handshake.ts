import type { Dialect } from "../protocol/app-settings.ts";
import type { SocketErrorCode } from "../protocol/errors.ts";

/** What the query of an upgrade request says; null for what it leaves out. */
export interface Query {
  readonly protocol: string | null;
  readonly client: string | null;
  readonly version: string | null;
}

/** Picks what the engine wants to know out of a query. */
export function readQuery(parameters: URLSearchParams): Query {
  return {
    protocol: parameters.get("protocol"),
    client: parameters.get("client"),
    version: parameters.get("version"),
  };
}

/** What the upgrade request said. */
export interface Handshake {
  /** The last segment of the path `…/app/{key}`; empty when the path is another. */
  readonly key: string;
  readonly query: Query;
  /** Where the page that connects came from; undefined for the server's own pages and for what is no browser. */
  readonly origin: string | undefined;
}

/** Protocol numbers in use by the stock clients; they differ in nothing that concerns the server. */
const PROTOCOLS = /^[567]$/;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9.+-]{0,63}$/;

/** What is wrong with the path and the parameters of a handshake, as the code to close with; undefined when they are fine. */
export function judgeHandshake({ key, query }: Handshake): SocketErrorCode | undefined {
  if (key === "") return 4005;
  const { protocol, version } = query;
  if (protocol === null) return 4008;
  if (!PROTOCOLS.test(protocol)) return 4007;
  if (version !== null && !VERSION.test(version)) return 4006;
  return undefined;
}

/** Whether the client is our own, which understands `realtime:positions`. */
export function isOurClient({ query }: Handshake): boolean {
  return query.client === "deskbell";
}

/** The version that every release of Apinator's browser client names. */
const APINATOR_JS_VERSION = "1.0.0";

/**
 * In which dialect to refuse a client whose key says nothing. Pusher's browser client takes what it can't read for a
 * passing fault, and never tells its program. Apinator's clients are the few, and ours reads both.
 */
export function guessDialect({ query: { client, version } }: Handshake): Dialect {
  const isApinators = client === "swift" || (client === "js" && version === APINATOR_JS_VERSION);
  return isApinators || client === null || client === "deskbell" ? "apinator" : "pusher";
}
