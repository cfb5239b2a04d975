import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Message } from "../../src/protocol/resources.ts";
import { customer } from "../helpers/cast.ts";
import { everythingStored } from "../helpers/database.ts";
import { eventually } from "../helpers/eventually.ts";
import { ImapMailbox } from "../helpers/imap-mailbox.ts";
import { handOver, PROVIDERS, rawMail, signedByMailgun, type WrittenMail } from "../helpers/inbound-mail.ts";
import { INBOUND_ADDRESS, INBOUND_SECRET, MailWorld, VERAS_ADDRESS } from "../helpers/mail-world.ts";

const MAILGUN_KEY = "key-of-mailgun";
const PNG = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx";
const QUOTE =
  "On Mon, 23 Nov 2026 at 12:03, Support <reply@chat.example.com> wrote:\n\n> It left this morning.";

let world: MailWorld;
/** A conversation of Vera's with Ada, and where Vera's answers to it go. */
let conversationId: string;
let address: string;

beforeAll(async () => {
  world = await MailWorld.open({ INBOUND_ADDRESS, INBOUND_SECRET, MAILGUN_SIGNING_KEY: MAILGUN_KEY });
  conversationId = await world.conversation();
  await world.people.ada.says(conversationId, "It left this morning.");
  await world.pass(3);
  address = world.mailsTo(VERAS_ADDRESS)[0]?.replyTo?.[0]?.address ?? "";
});

afterAll(() => world[Symbol.asyncDispose]());

const mail = (change: Partial<WrittenMail> = {}): WrittenMail => ({
  from: VERAS_ADDRESS,
  to: address,
  text: "Thank you!",
  ...change,
});

const asItWasSent = (change: Partial<WrittenMail> = {}) =>
  PROVIDERS["as it was sent"]?.(mail(change)) ?? fail();
const receive = (change: Partial<WrittenMail> = {}) => handOver(world.app.url, asItWasSent(change));
const last = async () => (await world.people.ada.sees(conversationId)).messages.at(-1);

/** For requests that nothing is read of. */
const mailOfNobody: WrittenMail = { from: VERAS_ADDRESS, to: INBOUND_ADDRESS, text: "Hello" };

/** A mail within a mail within a mail. */
function nested(depth: number): string {
  const parts = Array.from(
    { length: depth },
    (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n`,
  );
  return `From: ${VERAS_ADDRESS}\r\nMIME-Version: 1.0\r\n${parts.join("")}`;
}

function fail(): never {
  throw new Error("There is no such provider");
}

test("the mail's answer goes to an address that names the customer and the conversation, and no one else's", () => {
  expect(address).toMatch(/^reply\+[0-9a-z]+\.[0-9a-z]+\.[a-z2-7]{16}@chat\.example\.com$/);
  expect(world.mailsTo(VERAS_ADDRESS)[0]?.text).toContain("just answer this mail");
});

test.each(Object.entries(PROVIDERS))(
  "an answer that comes %s becomes a message of the customer's, with its file and without what it quotes",
  async (_, provider) => {
    const written = mail({
      text: `Merci, ça va… 谢谢\n\n${QUOTE}`,
      files: [{ name: "the bell.png", type: "application/octet-stream", content: PNG }],
    });
    const request = provider(written);
    expect(await handOver(world.app.url, request)).toEqual({ status: 200, body: { result: "posted" } });
    const message = await last();
    expect(message).toMatchObject({
      text: "Merci, ça va… 谢谢",
      senderId: world.people.vera.id,
      senderRole: "customer",
      via: "email",
      attachments: [{ name: "the bell.png", type: "image/png", size: PNG.length }],
    });
    const [file] = message?.attachments ?? [];
    const stored = await world.people.ada.api.send("GET", `/api/attachments/${file?.id}`, undefined, {});
    expect(stored.status).toBe(200);
    expect(stored.headers.get("content-type")).toBe("image/png");
    expect(stored.headers.get("content-disposition")).toBe(
      `attachment; filename="the bell.png"; filename*=UTF-8''the%20bell.png`,
    );
    expect(stored.headers.get("x-content-type-options")).toBe("nosniff");
  },
);

test("a mail that is handed over again, by whichever way, makes one message and leaves no file behind", async () => {
  const messageId = "the-same";
  const files = [{ name: "a.txt", type: "text/plain", content: "bell" }];
  const kept = () => readdirSync(join(world.app.dataDir, "attachments")).length;
  expect((await receive({ messageId, files })).body).toEqual({ result: "posted" });
  const before = { stored: everythingStored(world.app.dataDir), kept: kept() };
  for (const provider of Object.values(PROVIDERS))
    expect((await handOver(world.app.url, provider(mail({ messageId, files })))).body).toEqual({
      result: "repeated",
    });
  expect({ stored: everythingStored(world.app.dataDir), kept: kept() }).toEqual(before);
});

test("many who hand the same mail over at once make one message", async () => {
  const messageId = "at-once";
  const answers = await Promise.all(Array.from({ length: 8 }, () => receive({ messageId })));
  const results = answers.map(({ body }) => body["result"]);
  expect(results.filter((result) => result === "posted")).toHaveLength(1);
  expect(results.filter((result) => result === "repeated")).toHaveLength(7);
});

describe("what is handed over is refused, and nothing is written,", () => {
  const secret = { authorization: `Bearer ${INBOUND_SECRET}` };
  const json = { "content-type": "application/json" };
  const form = { "content-type": "multipart/form-data; boundary=b1" };
  const cases: readonly [
    title: string,
    code: string,
    body: string,
    headers: Record<string, string>,
    query?: string,
  ][] = [
    ["without a secret", "unauthenticated", rawMail(mailOfNobody), { "content-type": "message/rfc822" }],
    ["with a wrong secret", "unauthenticated", "{}", { ...json, authorization: "Bearer wrong" }],
    ["with a wrong password", "unauthenticated", "{}", { ...json, authorization: `Basic ${btoa("a:b")}` }],
    [
      "with the secret as a user's name",
      "unauthenticated",
      "{}",
      { ...json, authorization: `Basic ${btoa(`${INBOUND_SECRET}:`)}` },
    ],
    [
      "with the secret in its address",
      "unauthenticated",
      "{}",
      json,
      `?secret=${encodeURIComponent(INBOUND_SECRET)}`,
    ],
    ["in a form without a secret", "unauthenticated", "--b1\r\n\r\n--b1--", form],
    ["as broken JSON", "malformed-json", "{", { ...json, ...secret }],
    ["as JSON of somebody else's", "invalid-input", '{"mail":1}', { ...json, ...secret }],
    ["as a form without parts", "invalid-input", "nothing", { ...form, ...secret }],
    [
      "as a form that breaks off",
      "invalid-input",
      '--b1\r\ncontent-disposition: form-data; name="email"\r\n\r\nx',
      { ...form, ...secret },
    ],
    [
      "as a form without a boundary",
      "invalid-input",
      "x",
      { "content-type": "multipart/form-data", ...secret },
    ],
    [
      "as a form of somebody else's",
      "invalid-input",
      "a=1",
      { "content-type": "application/x-www-form-urlencoded", ...secret },
    ],
    [
      "as a mail nested too deep",
      "invalid-input",
      nested(100),
      { "content-type": "message/rfc822", ...secret },
    ],
    ["as a picture", "unsupported-media-type", "x", { "content-type": "image/png", ...secret }],
  ];
  test.each(cases)("%s", async (_, code, body, headers, query = "") => {
    const before = everythingStored(world.app.dataDir);
    const response = await fetch(`${world.app.url}/inbound/email${query}`, { method: "POST", body, headers });
    expect(await response.json()).toMatchObject({ code });
    expect(everythingStored(world.app.dataDir)).toBe(before);
  });

  test("above thirty megabytes", async () => {
    const before = everythingStored(world.app.dataDir);
    const request = { ...asItWasSent(), body: Buffer.alloc(31 * 1024 * 1024, "x") };
    expect(await handOver(world.app.url, request)).toMatchObject({
      status: 413,
      body: { code: "too-large" },
    });
    expect(everythingStored(world.app.dataDir)).toBe(before);
  });
});

test("a mail of twenty megabytes is taken, and no other route takes so much", async () => {
  const content = "x".repeat(14 * 1024 * 1024);
  const files = [{ name: "film.bin", type: "application/octet-stream", content }];
  expect((await receive({ files })).body).toEqual({ result: "posted" });
  expect((await last())?.attachments).toMatchObject([{ size: content.length }]);
  const path = `/api/conversations/${conversationId}/messages`;
  const { api } = world.people.vera;
  const headers = { "content-type": "application/json" };
  expect((await api.send("POST", path, content.slice(0, 2_000_000), headers)).code).toBe("too-large");
  const event = await fetch(`${world.app.url}/apps/1/events`, { method: "POST", body: content });
  expect(event.status).toBe(413);
});

describe("a mail is ignored, and nothing is written,", () => {
  const cases: Readonly<Record<string, [because: string, change: () => Partial<WrittenMail>]>> = {
    "that a program has sent in somebody's absence": [
      "automatic",
      () => ({ headers: { "Auto-Submitted": "auto-replied" } }),
    ],
    "that comes from a mailing list": ["automatic", () => ({ headers: { "List-Id": "<bells.example>" } })],
    "that reports a failed delivery": ["automatic", () => ({ from: "mailer-daemon@mail.example" })],
    "that this desk itself has sent": ["automatic", () => ({ messageId: "deskbell.abc" })],
    "that is from another address than the person's": [
      "other-sender",
      () => ({ from: "mallory@evil.example" }),
    ],
    "to the bare address": ["unaddressed", () => ({ to: INBOUND_ADDRESS })],
    "to an address whose signature is forged": [
      "unaddressed",
      () => ({ to: address.replace(/[a-z2-7]{16}@/, `${"a".repeat(16)}@`) }),
    ],
    "to an address that names another conversation": [
      "unaddressed",
      () => ({ to: address.replace(/\+[0-9a-z]+\./, "+zz.") }),
    ],
    "with nothing in it": ["empty", () => ({ text: " \r\n " })],
  };
  test.each(Object.entries(cases))("%s", async (_, [because, change]) => {
    const before = everythingStored(world.app.dataDir);
    expect(await receive(change())).toEqual({ status: 200, body: { result: "ignored", because } });
    expect(everythingStored(world.app.dataDir)).toBe(before);
  });
});

test("an answer into a closed conversation opens it again, and says that the customer has read the mail", async () => {
  const { ada } = world.people;
  const id = await world.conversation("Another thing");
  const { seq } = await ada.says(id, "Done.");
  await world.pass(3);
  await ada.api.expect("PUT", `/api/conversations/${id}/resolution`);
  const to = world.mailsTo(VERAS_ADDRESS).at(-1)?.replyTo?.[0]?.address ?? "";
  expect((await receive({ to, text: "Not quite." })).body).toEqual({ result: "posted" });
  const { conversation, messages } = await world.people.vera.sees(id);
  expect(conversation).toMatchObject({ status: "open", readUpTo: { customer: seq } });
  expect(messages.at(-1)?.text).toBe("Not quite.");
});

test("an agent's answer to their mail is said by the agent, as long as the conversation is theirs", async () => {
  const { ada, ben, vera } = world.people;
  const id = await world.conversation("Yet another thing");
  await vera.says(id, "It is urgent.");
  await world.pass(15);
  const to = world.mailsTo("ada@desk.example").at(-1)?.replyTo?.[0]?.address ?? "";
  expect((await receive({ from: "ada@desk.example", to, text: "On my way." })).body).toEqual({
    result: "posted",
  });
  const { conversation, messages } = await ada.sees(id);
  expect(messages.at(-1)).toMatchObject({ text: "On my way.", senderId: ada.id, senderRole: "agent" });
  expect(conversation.unread).toBe(0);
  await ada.api.expect("PUT", `/api/conversations/${id}/assignment`, { agentId: ben.id, evenIfAway: true });
  expect((await receive({ from: "ada@desk.example", to, text: "Also this." })).body).toEqual({
    result: "ignored",
    because: "not-theirs",
  });
  await world.settle();
  expect(world.mailsTo("ada@desk.example").at(-1)?.subject).toBe("Your answer has not reached Vera");
});

test("a text above the longest is cut, and kept whole beside it", async () => {
  const text = "bell ".repeat(2_000);
  expect((await receive({ text })).body).toEqual({ result: "posted" });
  const message = await last();
  expect(message?.text.length).toBeLessThanOrEqual(4_000);
  const [file] = message?.attachments ?? [];
  expect(file).toMatchObject({ name: "message.txt", type: "text/plain" });
  const whole = await world.people.vera.api.send<string>(
    "GET",
    `/api/attachments/${file?.id}`,
    undefined,
    {},
  );
  expect(whole.body.trim()).toBe(text.trim());
});

test("a file alone is a message, more files than one mail may bring are named, and names are clean", async () => {
  const names = Array.from({ length: 12 }, (_, n) => `${n}.txt`);
  const files = ["../../etc/passwd", "a\u202etxt.exe", ...names].map((name) => ({
    name,
    type: "text/html",
    content: `<script>${name}</script>`,
  }));
  expect((await receive({ text: "", files })).body).toEqual({ result: "posted" });
  const message = await last();
  expect(message?.attachments?.map(({ name, type }) => `${name} ${type}`).slice(0, 3)).toEqual([
    "passwd application/octet-stream",
    "atxt.exe application/octet-stream",
    "0.txt application/octet-stream",
  ]);
  expect(message?.attachments).toHaveLength(10);
  expect(message?.text).toContain("[Not kept, too many or too large: 8.txt, 9.txt, 10.txt, 11.txt]");
});

test("a mail of HTML alone is read as text", async () => {
  const raw = rawMail(
    mail({ text: "<p>Thank <b>you</b>&nbsp;&amp; goodbye</p><blockquote>Old</blockquote>" }),
  );
  const request = { ...asItWasSent(), body: raw.replace("text/plain", "text/html") };
  expect((await handOver(world.app.url, request)).body).toEqual({ result: "posted" });
  expect((await last())?.text).toBe("Thank you & goodbye");
});

test("Mailgun's signature is proof enough, unless it is forged or old", async () => {
  const now = world.clock.now();
  const hand = (key: string, at: number) =>
    handOver(world.app.url, signedByMailgun(mail({ text: "Signed" }), key, at));
  expect((await hand(MAILGUN_KEY, now)).body).toEqual({ result: "posted" });
  for (const [key, at] of [
    ["another key", now],
    [MAILGUN_KEY, now - 3_600_000],
  ] as const)
    expect(await hand(key, at)).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
});

test("an attachment is for those alone who may see its conversation", async () => {
  await receive({ files: [{ name: "a.txt", type: "text/plain", content: "bell" }] });
  const id = ((await last()) as Message).attachments?.[0]?.id;
  const { omar, ben, grace, nobody, vera } = world.people;
  const statuses = async (...people: { request: typeof nobody.request }[]) =>
    await Promise.all(people.map(async (api) => (await api.request("GET", `/api/attachments/${id}`)).status));
  expect(await statuses(vera.api, grace.api, omar.api, ben.api, nobody)).toEqual([200, 200, 403, 403, 401]);
  const stranger = await customer(world.app, world.people.key, { name: "Vera", email: VERAS_ADDRESS });
  expect(await statuses(stranger.api)).toEqual([403]);
});

test("an answer that is fetched from a mailbox becomes a message, and is seen there afterwards", async () => {
  await using mailbox = await ImapMailbox.open();
  await using fetching = await MailWorld.open({ INBOUND_ADDRESS, IMAP_URL: mailbox.url });
  const id = await fetching.conversation();
  await fetching.people.ada.says(id, "It left this morning.");
  await fetching.pass(3);
  const to = fetching.mailsTo(VERAS_ADDRESS)[0]?.replyTo?.[0]?.address ?? "";
  mailbox.deliver(rawMail(mail({ to, text: "Thank you!" })));
  mailbox.deliver(rawMail(mail({ to: INBOUND_ADDRESS, text: "To nobody" })));
  await eventually(async () => {
    fetching.clock.pass(30_000);
    return mailbox.seen.every(Boolean);
  });
  const { messages } = await fetching.people.ada.sees(id);
  expect(messages.map(({ text }) => text)).toEqual([
    "Is my order on its way?",
    "It left this morning.",
    "Thank you!",
  ]);
});
