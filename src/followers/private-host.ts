import { type LookupAddress, lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { isPrivateAddress } from "./private-address.ts";

/** Names that never leave the machine or its network. */
const LOCAL_NAME = /(?:^|\.)(?:localhost|local|internal|home\.arpa)\.?$|^[^.]*$/;

/**
 * Whether the host of a URL is this machine or one of its own network, as far as it shows. What a name stands for is
 * only known when it is looked up; see `lookupFor`.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  return isIP(host) === 0 ? LOCAL_NAME.test(host) : isPrivateAddress(host);
}

/**
 * How names are looked up to connect to them: as usual, but public addresses alone are found. The connection is made to
 * what was looked at here, so a name that stands for something else a moment later gains nothing.
 */
export function lookupFor({ privateToo = false }: { readonly privateToo?: boolean }): LookupFunction {
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
