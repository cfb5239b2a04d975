import { isPrivateHost } from "../private-host.ts";

/** Which push services there are beside those of the internet. */
export interface PushPlaces {
  /** Those at private addresses, too. */
  readonly privateToo?: boolean;
  /** One whose certificate, in PEM, nobody else vouches for. */
  readonly certificate?: string | undefined;
}

/**
 * Whether a browser may have its messages sent to this address. Browsers are their owners': one could name any
 * address, to have this server knock at doors that it can't reach itself.
 */
export function isPushAddress(endpoint: string, { privateToo = false }: PushPlaces = {}): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname, username, password } = new URL(endpoint);
  if (protocol !== "https:" || username !== "" || password !== "") return false;
  return privateToo || !isPrivateHost(hostname);
}
