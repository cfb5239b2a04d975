import { expect, test } from "bun:test";
import { readHandshake } from "./upgrade.ts";

const QUERY = { protocol: "7", client: null, version: null };

// Bun leaves an address as it stood in the request line when the request names no host that is one.
test.each([
  ["http://desk.example/app/key?protocol=7", "key"],
  ["/app/key?protocol=7", "key"],
  ["//[?protocol=7", ""],
  ["http://desk.example/app/%zz?protocol=7", "%zz"],
])("the address %s names the key %p", (url, key) => {
  const request = { url, headers: new Headers({ upgrade: "websocket" }) } as Request;
  expect(readHandshake(request)).toEqual({
    key,
    query: url.startsWith("//[") ? { ...QUERY, protocol: null } : QUERY,
    origin: undefined,
  });
});

test.each([
  ["https://desk.example", undefined],
  ["http://desk.example", undefined],
  ["https://shop.example", "https://shop.example"],
  ["https://desk.example.evil.example", "https://desk.example.evil.example"],
  ["https://desk.example:8443", "https://desk.example:8443"],
  ["null", "null"],
])("[C4] a page of %s that connects to desk.example is of the origin %p", (origin, foreign) => {
  const headers = new Headers({ upgrade: "websocket", host: "desk.example", origin });
  expect(readHandshake({ url: "/app/key?protocol=7", headers } as Request)?.origin).toBe(foreign);
});
