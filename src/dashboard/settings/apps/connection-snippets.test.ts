import { expect, test } from "bun:test";
import { deskbellSnippet, publishSnippet, pusherSnippet } from "./connection-snippets.ts";

const places: [origin: string, lines: string[]][] = [
  ["http://127.0.0.1:3000", ['wsHost: "127.0.0.1"', "wsPort: 3000", "forceTLS: false"]],
  ["https://chat.example.com", ['wsHost: "chat.example.com"', "wssPort: 443", "forceTLS: true"]],
  ["http://desk.example", ['wsHost: "desk.example"', "wsPort: 80", "forceTLS: false"]],
  ["https://chat.example.com:8443", ['wsHost: "chat.example.com"', "wssPort: 8443", "forceTLS: true"]],
];

test.each(places)("pusher-js is led to %s", (origin, lines) => {
  const snippet = pusherSnippet("k-1", new URL(origin));
  expect(snippet).toContain('new Pusher("k-1"');
  for (const line of lines) expect(snippet).toContain(`${line},`);
});

test("our own clients are led to the server's origin, and no snippet carries a secret", () => {
  const place = new URL("https://chat.example.com:8443");
  expect(deskbellSnippet("k-2", place)).toContain('host: "https://chat.example.com:8443"');
  const published = publishSnippet({ id: "shop", key: "k-2" }, place);
  expect(published).toContain('appId: "shop"');
  expect(published).toContain("secret: process.env.DESKBELL_SECRET");
});
