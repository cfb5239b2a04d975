import { isIP } from "node:net";

/** An IPv6 address has so many groups, and so many of them name the network. */
const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * What one sender can't change at will, of an IP address: all of IPv4, and of IPv6 the first 64 bits, because whoever
 * has one address there has all that begin with them.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const before = groupsOf(head);
  const after = groupsOf(tail ?? "");
  const zeros = Array<string>(Math.max(0, GROUPS - before.length - after.length)).fill("0");
  const network = [...before, ...zeros, ...after].slice(0, NETWORK_GROUPS);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

function groupsOf(text: string): string[] {
  // An IPv4 address at the end stands for two groups.
  return text
    .replace(/\d+\.\d+\.\d+\.\d+/, "0:0")
    .split(":")
    .filter(Boolean);
}
