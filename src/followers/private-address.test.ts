import { expect, test } from "bun:test";
import { isPrivateAddress } from "./private-address.ts";

test.each([
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "127.0.0.1",
  "127.255.255.254",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "198.19.255.255",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "64:ff9b::7f00:1",
  "2002:7f00:1::",
  "2001:db8::1",
  "fc00::1",
  "fd12:3456::1",
  "fe80::1",
  "ff02::1",
])("nothing is pushed to %s", (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each([
  "8.8.8.8",
  "100.63.255.255",
  "100.128.0.1",
  "142.250.74.10",
  "172.15.0.1",
  "172.32.0.1",
  "198.20.0.1",
  "223.255.255.254",
  "2a00:1450:4001:80b::200a",
  "2600:1901:0:94b6::1",
  "2001:4860:4860::8888",
])("%s is where anybody may listen", (address) => {
  expect(isPrivateAddress(address)).toBe(false);
});

test("a name is no address", () => {
  expect(() => isPrivateAddress("localhost")).toThrow("localhost is no IP address");
});
