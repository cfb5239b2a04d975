import { expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { conversationChannel } from "../../src/protocol/channels.ts";
import { cast, customer } from "../helpers/cast.ts";
import { logOf, query } from "../helpers/database.ts";
import { eventually } from "../helpers/eventually.ts";
import { assignment } from "../helpers/mail-world.ts";
import { type CaughtMail, SmtpCatcher } from "../helpers/smtp-catcher.ts";
import { type App, startProcess } from "../helpers/start-app.ts";
import { TemporaryDirectory } from "../helpers/temporary-directory.ts";

/** A program whose three minutes are a third of a second. */
const entry = fileURLToPath(new URL("../helpers/fast-clock.ts", import.meta.url));

const CUSTOMERS = 4;
const isForCustomer = ({ recipients }: CaughtMail) =>
  recipients.every((address) => address.endsWith("@customer.example"));

/** So many customers whom Ada has answered and who don't look. Returns their conversations. */
async function repliesUnseen(app: App, count: number): Promise<string[]> {
  const { ada, key } = await cast(app);
  const conversations: string[] = [];
  for (let n = 0; n < count; n++) {
    const vera = await customer(app, key, { name: "Vera", email: `vera${n}@customer.example` });
    const { conversation } = await vera.opens("Is my order on its way?");
    await ada.api.expect("PUT", assignment(conversation.id), { agentId: ada.id });
    await ada.says(conversation.id, "It left this morning.");
    conversations.push(conversation.id);
  }
  return conversations;
}

test.each([
  ["has not taken it", false],
  ["has taken it, which nobody heard", true],
])(
  "a program that is killed with a mail in flight, when the server %s, loses none and repeats that one at most",
  async (_, isTaken) => {
    using directory = new TemporaryDirectory();
    await using catcher = await SmtpCatcher.open();
    const inFlight = Promise.withResolvers<CaughtMail>();
    const death = Promise.withResolvers<void>();
    let isDead = false;
    let begun = 0;
    catcher.answer = async (mail) => {
      if (isDead || !isForCustomer(mail) || ++begun < 2) return undefined;
      inFlight.resolve(mail);
      await death.promise;
      return isTaken ? undefined : { code: 451, text: "Too late" };
    };
    const env = { ...catcher.env, FAST_CLOCK_FROM: String(Date.now()) };
    const options = { dataDir: directory.path, env, entry };

    const first = await startProcess(options);
    const conversations = await repliesUnseen(first, CUSTOMERS);
    const repeated = await inFlight.promise;
    await first.kill();
    expect(query(directory.path, "select message_id from notice where state = 'claimed'")).toEqual([
      { message_id: repeated.messageId },
    ]);
    isDead = true;
    death.resolve();

    await using second = await startProcess(options);
    const isEmailed = (id: string) =>
      logOf(second.dataDir, conversationChannel(id)).some(({ event }) => event === "message:emailed");
    await eventually(() => conversations.every(isEmailed));

    const mails = catcher.mails.filter(isForCustomer);
    const ids = mails.map(({ messageId }) => messageId);
    expect(new Set(mails.flatMap(({ recipients }) => recipients)).size).toBe(CUSTOMERS);
    expect(new Set(ids).size).toBe(CUSTOMERS);
    expect(ids.filter((id) => id === repeated.messageId)).toHaveLength(isTaken ? 2 : 1);
    expect(ids).toHaveLength(isTaken ? CUSTOMERS + 1 : CUSTOMERS);
    // Between the claim and the confirmation lies only the one: whoever has read it knows that it is the same.
    const twice = mails.filter(({ messageId }) => messageId === repeated.messageId);
    expect(new Set(twice.map(({ subject, recipients }) => `${subject} ${recipients.join()}`)).size).toBe(1);
    for (const id of conversations)
      expect(
        logOf(second.dataDir, conversationChannel(id)).filter(({ event }) => event === "message:emailed"),
      ).toHaveLength(1);
  },
);

test("a program that is killed again and again, wherever it is, loses no mail and repeats at most one a time", async () => {
  const MANY = 12;
  // After so many mails in all; the program goes on at full speed while it is killed.
  const deaths = [1, 3, 4, 7];
  using directory = new TemporaryDirectory();
  await using catcher = await SmtpCatcher.open();
  const env = { ...catcher.env, FAST_CLOCK_FROM: String(Date.now()) };
  const options = { dataDir: directory.path, env, entry };
  let app = await startProcess(options);
  const conversations = await repliesUnseen(app, MANY);
  for (const mails of deaths) {
    await catcher.until(mails);
    await app.kill();
    app = await startProcess(options);
  }
  await using last = app;
  await eventually(() =>
    conversations.every((id) =>
      logOf(last.dataDir, conversationChannel(id)).some(({ event }) => event === "message:emailed"),
    ),
  );
  const mails = catcher.mails.filter(isForCustomer);
  expect(new Set(mails.flatMap(({ recipients }) => recipients)).size).toBe(MANY);
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(MANY);
  expect(mails.length).toBeLessThanOrEqual(MANY + deaths.length);
  for (const id of conversations)
    expect(
      logOf(last.dataDir, conversationChannel(id)).filter(({ event }) => event === "message:emailed"),
    ).toHaveLength(1);
});
