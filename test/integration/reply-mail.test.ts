import { expect, test } from "bun:test";
import type { Message } from "../../src/protocol/resources.ts";
import { type Cast, cast, customer } from "../helpers/cast.ts";
import { query } from "../helpers/database.ts";
import { assignment, MailWorld, reads, resumeTokenOf, VERAS_ADDRESS } from "../helpers/mail-world.ts";
import { ManualClock } from "../helpers/manual-clock.ts";
import { SmtpCatcher } from "../helpers/smtp-catcher.ts";
import { type InProcessApp, startApp } from "../helpers/start-app.ts";
import { TemporaryDirectory } from "../helpers/temporary-directory.ts";

test("a reply that the customer has not seen for three minutes goes by e-mail, and the conversation says so", async () => {
  await using world = await MailWorld.open();
  const { ada } = world.people;
  const id = await world.conversation();
  const reply = await ada.says(id, "It left this morning.");
  expect(await world.pass(2.9)).toHaveLength(0);
  const [mail] = await world.pass(0.1);

  expect(mail).toMatchObject({
    recipients: [VERAS_ADDRESS],
    from: { name: "Support", address: "support@desk.example" },
    to: [{ name: "Vera", address: VERAS_ADDRESS }],
    subject: "Support: Is my order on its way?",
  });
  expect(mail?.text).toContain("It left this morning.");
  expect(mail?.text).toContain("> Is my order on its way?");
  expect(mail?.html).toContain("It left this morning.");
  expect(world.catcher.signIns).toEqual(["desk:password"]);
  expect(world.events(id, "message:emailed")).toMatchObject([
    { data: { conversationId: id, upTo: reply.seq } },
  ]);
  const { conversation } = await ada.sees(id);
  expect(conversation.emailedUpTo).toBe(reply.seq);
});

test("replies that come while the mail waits go in the same one, and the next mail tells only what is new", async () => {
  await using world = await MailWorld.open();
  const { ada } = world.people;
  const id = await world.conversation();
  await ada.says(id, "Let me look.");
  await world.pass(1);
  await ada.says(id, "It left this morning.");
  const [first] = await world.pass(2);
  expect(first?.text).toContain("Let me look.");
  expect(first?.text).toContain("It left this morning.");

  await ada.says(id, "It has arrived in Rotterdam.");
  const mails = await world.pass(3);
  expect(mails).toHaveLength(2);
  const [beforeQuote = "", quote = ""] = mails[1]?.text?.split("Earlier in this conversation") ?? [];
  expect(beforeQuote).toContain("Rotterdam");
  expect(beforeQuote).not.toContain("this morning");
  expect(quote).toContain("> It left this morning.");
});

test("a mail waits a moment for an agent who is still writing", async () => {
  await using world = await MailWorld.open();
  const { ada } = world.people;
  const id = await world.conversation();
  await ada.says(id, "Let me look.");
  await world.pass(2.5);
  await ada.says(id, "It left this morning.");
  expect(await world.pass(0.9)).toHaveLength(0);
  expect(await world.pass(0.1)).toHaveLength(1);
});

test("nothing goes to a customer who has read the reply, or who has told no address", async () => {
  await using world = await MailWorld.open();
  const { ada, vera, omar } = world.people;
  const id = await world.conversation();
  const { seq } = await ada.says(id, "It left this morning.");
  await world.pass(2);
  await reads(vera, id, seq);
  const { conversation } = await omar.opens("Hello?");
  await ada.api.expect("PUT", `/api/conversations/${conversation.id}/assignment`, { agentId: ada.id });
  await ada.says(conversation.id, "Hello!");
  await world.pass(30);
  expect(world.mailsTo(VERAS_ADDRESS)).toEqual([]);
  const { length } = world.notices().filter(({ kind, state }) => kind === "reply" && state === "dropped");
  expect(length).toBe(2);
  expect(world.events(id, "message:emailed")).toEqual([]);
});

test("the mails of a conversation make one thread, and say that a program sent them", async () => {
  await using world = await MailWorld.open();
  const { ada } = world.people;
  const id = await world.conversation();
  for (const text of ["One.", "Two.", "Three."]) {
    await ada.says(id, text);
    await world.pass(3);
  }
  const [one, two, three] = world.catcher.mails;
  expect(one?.messageId).toMatch(/^<deskbell\.[a-z0-9.]+@desk\.example>$/);
  expect(one?.inReplyTo).toBeUndefined();
  expect(two?.inReplyTo).toBe(one?.messageId);
  expect(three?.inReplyTo).toBe(two?.messageId);
  expect(three?.references).toBe(`${one?.messageId} ${two?.messageId}`);
  expect(new Set(world.catcher.mails.map(({ subject }) => subject)).size).toBe(1);
  const headers = Object.fromEntries(one?.headers.map(({ key, value }) => [key, value]) ?? []);
  expect(headers).toMatchObject({ "auto-submitted": "auto-generated", "x-auto-response-suppress": "All" });
});

test("a mail shows what was written and nothing else: no markup of a customer's works, and nothing is loaded", async () => {
  await using world = await MailWorld.open();
  const { ada } = world.people;
  const id = await world.conversation(
    `<img src="https://evil.example/x.png"> & "quotes"\r\nBcc: x@evil.example`,
  );
  await ada.says(id, "<script>alert(1)</script> שלום & goodbye");
  const [mail] = await world.pass(3);
  expect(mail?.html).not.toMatch(/<(?:img|script|link|iframe|object)\b|url\(|@import/i);
  expect(mail?.html?.match(/(?:src|href)="[^"]*"/g)).toEqual([
    expect.stringMatching(/^href="https:\/\/chat\.example\.com\/chat#resume=/),
  ]);
  expect(mail?.html).toContain("&#60;script&#62;alert(1)&#60;/script&#62; שלום &#38; goodbye");
  expect(mail?.html?.match(/dir="auto"/g)?.length).toBeGreaterThan(1);
  expect(mail?.text).toContain("<script>alert(1)</script> שלום & goodbye");
  expect(mail?.recipients).toEqual([VERAS_ADDRESS]);
});

test("the link in a mail leads into the conversation on any device, for thirty days", async () => {
  await using world = await MailWorld.open();
  const { ada, nobody, vera } = world.people;
  const id = await world.conversation();
  await ada.says(id, "It left this morning.");
  const [mail] = await world.pass(3);
  const token = resumeTokenOf(mail ?? {});
  const resumed = await nobody.expect<{ token: string; customer: object; conversationId: string }>(
    "POST",
    "/api/resumptions",
    { token },
  );
  expect(resumed).toMatchObject({ customer: { id: vera.id, name: "Vera" }, conversationId: id });
  const answer = await nobody.send<{ messages: Message[] }>("GET", `/api/conversations/${id}`, undefined, {
    authorization: `Bearer ${resumed.token}`,
  });
  expect(answer.body.messages.map(({ text }) => text)).toEqual([
    "Is my order on its way?",
    "It left this morning.",
  ]);
  await world.pass(29 * 24 * 60);
  expect((await nobody.request("POST", "/api/resumptions", { token })).status).toBe(201);
  await world.pass(24 * 60);
  expect((await nobody.request("POST", "/api/resumptions", { token })).code).toBe("link-spent");
});

test("a reply from before the desk had a mail server, or while it had none, is no news when it gets one", async () => {
  using directory = new TemporaryDirectory();
  await using catcher = await SmtpCatcher.open();
  const clock = new ManualClock(Date.UTC(2026, 10, 23, 12));
  const options = { dataDir: directory.path, clock };
  const run = async (env: Record<string, string>, talk: (app: InProcessApp) => Promise<void>) => {
    await using app = await startApp({ ...options, env });
    await talk(app);
    for (let minute = 0; minute < 5; minute++) {
      await app.application.mail.catchUp();
      clock.pass(60_000);
    }
    await app.application.mail.catchUp();
  };
  const says = (text: string) => async (app: InProcessApp) => {
    if (!people) {
      people = await cast(app);
      const vera = await customer(app, people.key, { name: "Vera", email: VERAS_ADDRESS });
      id = (await vera.opens("Is my order on its way?")).conversation.id;
      await people.ada.api.expect("PUT", assignment(id), { agentId: people.ada.id });
    }
    await people.ada.at(app).says(id, text);
  };
  let people: Cast | undefined;
  let id = "";
  const toVera = () => catcher.mails.filter(({ recipients }) => recipients.includes(VERAS_ADDRESS));

  await run({}, says("Before."));
  expect(query(directory.path, "select * from notice")).toEqual([]);
  await run(catcher.env, async () => {});
  expect(toVera()).toEqual([]);
  await run(catcher.env, says("With."));
  expect(toVera()).toHaveLength(1);
  await run({}, says("Without."));
  await run(catcher.env, async () => {});
  expect(toVera()).toHaveLength(1);
});
