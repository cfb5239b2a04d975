import { BlockList, isIP } from "node:net";

/**
 * Whether an IP address is one that only this machine or its own network reaches, or that no host has. Where a
 * stranger says to send something must not lead there.
 */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) throw new TypeError(`${address} is no IP address`);
  return family === 4 ? PRIVATE_4.check(address, "ipv4") : PRIVATE_6.check(address, "ipv6");
}

// Two lists: in one, an IPv4 address is also looked for as the IPv6 address that stands for it.
const PRIVATE_4 = new BlockList();
const PRIVATE_6 = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  PRIVATE_4.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of [
  // Addresses that stand for IPv4 ones: no service is known by one, and each could hide a private one.
  ["::", 3],
  ["2002::", 16],
  ["2001::", 23],
  ["2001:db8::", 32],
  // Only 2000::/3 is given out to hosts of the internet.
  ["4000::", 2],
  ["8000::", 1],
] as const)
  PRIVATE_6.addSubnet(net, prefix, "ipv6");
