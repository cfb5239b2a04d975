import { expect, test } from "bun:test";
import { isAutomatic } from "./automatic-mail.ts";
import type { InboundEmail } from "./email.ts";

function mail(headers: Record<string, string>, change: Partial<InboundEmail> = {}): InboundEmail {
  return {
    messageId: "1@example.com",
    from: "vera@example.com",
    recipients: [],
    envelopeFrom: undefined,
    headers: new Map(Object.entries(headers)),
    text: "Hello",
    attachments: [],
    ...change,
  };
}

test.each<[Record<string, string>, Partial<InboundEmail>]>([
  [{ "auto-submitted": "auto-replied" }, {}],
  [{ "auto-submitted": "auto-generated; type=x" }, {}],
  [{ precedence: "Bulk" }, {}],
  [{ precedence: "auto_reply" }, {}],
  [{ "x-autoreply": "yes" }, {}],
  [{ "x-auto-reply": "Yes" }, {}],
  [{ "x-autorespond": "" }, {}],
  [{ "list-id": "<bells.example.com>" }, {}],
  [{ "x-failed-recipients": "nobody@example.com" }, {}],
  [{ "content-type": "multipart/report; report-type=delivery-status" }, {}],
  [{ "return-path": "<>" }, {}],
  [{ "x-deskbell-notice": "1" }, {}],
  [{}, { envelopeFrom: "" }],
  [{}, { envelopeFrom: "<>" }],
  [{}, { from: "MAILER-DAEMON@example.com" }],
  [{}, { from: "no-reply@example.com" }],
])("a mail with %j %j was written by a program", (headers, change) => {
  expect(isAutomatic(mail(headers, change))).toBe(true);
});

test.each<[Record<string, string>, Partial<InboundEmail>]>([
  [{}, {}],
  [{ "auto-submitted": "No" }, {}],
  [{ precedence: "first-class" }, {}],
  [{ "x-auto-response-suppress": "All" }, {}],
  [{ "return-path": "<vera@example.com>" }, {}],
  [{}, { envelopeFrom: "vera@example.com" }],
  [{}, { from: "noreen@example.com" }],
])("a mail with %j %j was written by a person", (headers, change) => {
  expect(isAutomatic(mail(headers, change))).toBe(false);
});
