import { expect, test } from "bun:test";
import fc from "fast-check";
import { UnreadableMail } from "./email.ts";
import { readMail } from "./read-mail.ts";

const mail = (...lines: string[]) => readMail(Buffer.from(lines.join("\r\n"), "latin1"));

test("a mail is read by its headers, its text and where it may have come in", async () => {
  const read = await mail(
    "Return-Path: <vera@customer.example>",
    "Delivered-To: reply+1.2.x@chat.example.com",
    "From: =?utf-8?q?V=C3=A9ra?= <Vera@customer.example>",
    "To: Support <one@chat.example.com>, Team: two@chat.example.com, three@chat.example.com;",
    "Cc: four@chat.example.com",
    "Message-ID: <abc@mail.example>",
    "Content-Type: text/plain; charset=iso-8859-1",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    "Gr=FC=DFe",
  );
  expect(read).toMatchObject({ messageId: "abc@mail.example", from: "Vera@customer.example" });
  expect(read.text.trim()).toBe("Grüße");
  expect(read.recipients).toEqual([
    "one@chat.example.com",
    "two@chat.example.com",
    "three@chat.example.com",
    "four@chat.example.com",
    "reply+1.2.x@chat.example.com",
  ]);
  expect(read.headers.get("return-path")).toBe("<vera@customer.example>");
});

test("of text and HTML the text is read, of HTML alone the text in it", async () => {
  const part = (type: string, body: string) => ["--b", `Content-Type: ${type}; charset=utf-8`, "", body];
  const head = ["From: v@customer.example", 'Content-Type: multipart/alternative; boundary="b"', ""];
  const both = await mail(...head, ...part("text/plain", "Text"), ...part("text/html", "<p>Markup"), "--b--");
  expect(both.text.trim()).toBe("Text");
  const one = await mail(...head, ...part("text/html", "<p>Only <b>markup</b>"), "--b--");
  expect(one.text).toBe("Only markup");
});

test("whatever the bytes, they are read as a mail or refused as unreadable", async () => {
  const pieces = fc.constantFrom(
    "From: a@b.example\r\n",
    "To: x@y.example, <>;:\r\n",
    "Content-Type: multipart/mixed; boundary=b\r\n",
    "Content-Type: text/html\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "\r\n",
    "--b\r\n",
    "--b--\r\n",
    "=?utf-8?b?////?=",
    "<p>",
    "\u0000\u00ff",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 25 }), async (parts) => {
      try {
        await mail(parts.join(""));
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableMail);
      }
    }),
    { numRuns: 500, seed: 7 },
  );
});
