import type { Handshake } from "../realtime/handshake.ts";

export type { Handshake } from "../realtime/handshake.ts";
export type { Peer } from "../realtime/peer.ts";
export type { Wire } from "../realtime/ports.ts";

const SOCKET_PATH = /^\/app\/([^/]{1,200})$/;

/**
 * Reads a request for a socket: `GET /app/{key}?protocol=7&client=…&version=…`. Undefined for anything else. Whatever
 * is wrong with it is told over the opened socket: a stock client takes an HTTP error for a passing fault.
 */
export function readHandshake(request: Request): Handshake | undefined {
  if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") return undefined;
  const url = new URL(request.url);
  const key = SOCKET_PATH.exec(url.pathname)?.[1];
  return {
    key: key === undefined ? "" : decodeURIComponentSafely(key),
    query: url.searchParams,
    origin: foreignOrigin(request),
  };
}

/** The origin of the page that connects, unless it is the desk's own. */
function foreignOrigin({ headers }: Request): string | undefined {
  const origin = headers.get("origin") ?? undefined;
  if (origin === undefined || !URL.canParse(origin)) return origin;
  return new URL(origin).host === headers.get("host") ? undefined : origin;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
