import { type Handshake, readQuery } from "../realtime/handshake.ts";

export type { Handshake } from "../realtime/handshake.ts";
export type { Peer } from "../realtime/peer.ts";
export type { Wire } from "../realtime/ports.ts";

/** What the URL of an upgrade says. */
type Address = Pick<Handshake, "key" | "query">;

/** The pages of a site all come with one and the same URL: so many are remembered instead of being read again. */
const REMEMBERED_MAX = 100;

const remembered = new Map<string, Address>();

/** Without a host that is one, a request's URL is but its path. */
const ANY_HOST = "http://localhost";

/** Whatever stands before is the `wsPath` of a client, or the part of an outer address that a proxy has left there. */
const SOCKET_PATH = /\/app\/([^/]{1,200})$/;

/**
 * Reads a request for a socket: `GET …/app/{key}?protocol=7&client=…&version=…`. Undefined for anything else. Whatever
 * is wrong with it is told over the opened socket: a stock client takes an HTTP error for a passing fault.
 */
export function readHandshake(request: Request): Handshake | undefined {
  const { headers, url } = request;
  // Whoever asks for the same without wanting a socket is told so when the upgrade is tried.
  let address = remembered.get(url);
  if (!address) {
    if (headers.get("upgrade")?.toLowerCase() !== "websocket") return undefined;
    address = readAddress(url);
  }
  return { key: address.key, query: address.query, origin: foreignOrigin(headers) };
}

function readAddress(url: string): Address {
  const { pathname, searchParams } = new URL(URL.canParse(url, ANY_HOST) ? url : "/", ANY_HOST);
  const key = SOCKET_PATH.exec(pathname)?.[1];
  const address = {
    key: key === undefined ? "" : decodeURIComponentSafely(key),
    query: readQuery(searchParams),
  };
  // Whoever makes up URLs only makes us read them, as if nothing were remembered.
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(url, address);
  return address;
}

/** The origin of the page that connects, unless it is the desk's own. */
function foreignOrigin(headers: Headers): string | undefined {
  const origin = headers.get("origin");
  if (origin === null) return undefined;
  const host = headers.get("host");
  const isOwn = host !== null && (origin === `https://${host}` || origin === `http://${host}`);
  return isOwn ? undefined : origin;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
