import { expect, test } from "bun:test";
import { isPushAddress, lookupFor } from "./push-address.ts";

test.each([
  "https://fcm.googleapis.com/fcm/send/abc",
  "https://updates.push.services.mozilla.com/wpush/v2/abc",
  "https://web.push.apple.com/abc",
  "https://push.example.com:8443/abc",
  "https://8.8.8.8/abc",
])("a browser may be reached at %s", (endpoint) => {
  expect(isPushAddress(endpoint)).toBe(true);
});

test.each([
  "http://fcm.googleapis.com/fcm/send/abc",
  "https://user:password@push.example.com/abc",
  "https://localhost/abc",
  "https://LOCALHOST./abc",
  "https://db/abc",
  "https://metadata.google.internal/abc",
  "https://printer.local/abc",
  "https://127.0.0.1/abc",
  // Each of these is 127.0.0.1 to whoever parses it.
  "https://2130706433/abc",
  "https://0x7f.1/abc",
  "https://[::1]/abc",
  "https://[::ffff:127.0.0.1]/abc",
  "https://10.0.0.1:6379/abc",
  "nonsense",
])("no browser is reached at %s", (endpoint) => {
  expect(isPushAddress(endpoint)).toBe(false);
});

test("where the operator says so, private addresses are as good as others, but nothing goes out in the clear", () => {
  expect(isPushAddress("https://127.0.0.1/abc", { privateToo: true })).toBe(true);
  expect(isPushAddress("http://127.0.0.1/abc", { privateToo: true })).toBe(false);
});

test("a name that stands for a private address is found nowhere", async () => {
  const answer = Promise.withResolvers<{ error: unknown; address: unknown }>();
  lookupFor({})("localhost", { all: true }, (error, address) => answer.resolve({ error, address }));
  expect(await answer.promise).toEqual({
    error: expect.objectContaining({ code: "EPRIVATE", message: "localhost is at no public address" }),
    address: [],
  });
});

test("a public address is found as it is", async () => {
  const answer = Promise.withResolvers<unknown>();
  lookupFor({})("8.8.8.8", {}, (error, address) => answer.resolve(error ?? address));
  expect(await answer.promise).toBe("8.8.8.8");
});
