import { type LookupAddress, lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { isPrivateAddress } from "./private-address.ts";

/** Which push services there are beside those of the internet. */
export interface PushPlaces {
  /** Those at private addresses, too. */
  readonly privateToo?: boolean;
  /** One whose certificate, in PEM, nobody else vouches for. */
  readonly certificate?: string | undefined;
}

/**
 * Whether a browser may have its messages sent to this address. Browsers are their owners': one could name any
 * address, to have this server knock at doors that it can't reach itself. What a name stands for is only known when
 * it is looked up; see `lookupFor`.
 */
export function isPushAddress(endpoint: string, { privateToo = false }: PushPlaces = {}): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname, username, password } = new URL(endpoint);
  if (protocol !== "https:" || username !== "" || password !== "") return false;
  if (privateToo) return true;
  const host = hostname.replace(/^\[|\]$/g, "");
  return isIP(host) === 0 ? !LOCAL_NAME.test(host) : !isPrivateAddress(host);
}

/** Names that never leave the machine or its network. */
const LOCAL_NAME = /(?:^|\.)(?:localhost|local|internal|home\.arpa)\.?$|^[^.]*$/;

/**
 * How names are looked up to connect to them: as usual, but public addresses alone are found. The connection is made to
 * what was looked at here, so a name that stands for something else a moment later gains nothing.
 */
export function lookupFor({ privateToo = false }: PushPlaces): LookupFunction {
  return privateToo ? lookup : lookupPublic;
}

const lookupPublic: LookupFunction = (host, options, answer) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    const addresses = (found as LookupAddress[] | undefined)?.filter(
      ({ address }) => !isPrivateAddress(address),
    );
    const [first] = addresses ?? [];
    if (error || !addresses || !first) {
      const reason =
        error ?? Object.assign(new Error(`${host} is at no public address`), { code: "EPRIVATE" });
      return answer(reason, options.all ? [] : "", 0);
    }
    return options.all ? answer(null, addresses) : answer(null, first.address, first.family);
  });
};
