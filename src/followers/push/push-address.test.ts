import { expect, test } from "bun:test";
import { isPushAddress } from "./push-address.ts";

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
