import { expect, test } from "bun:test";
import { addressOf } from "./address-of.ts";

test.each([
  ["https://chat.example.com/", "https://chat.example.com"],
  ["chat.example.com", "https://chat.example.com"],
  ["localhost:3000", "http://localhost:3000"],
  ["localhost", "http://localhost"],
  ["127.0.0.1:3000/behind", "http://127.0.0.1:3000/behind"],
  ["[::1]:3000", "http://[::1]:3000"],
  // Names that only begin as this machine's do.
  ["localhost.example.com", "https://localhost.example.com"],
  ["localhost-chat.example.com", "https://localhost-chat.example.com"],
  ["127.example.com", "https://127.example.com"],
])("the host %s is at %s", (host, address) => {
  expect(addressOf(host)).toBe(address);
});
