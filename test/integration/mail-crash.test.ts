import { expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { conversationChannel } from "../../src/protocol/channels.ts";
import { cast, customer } from "../helpers/cast.ts";
import { logOf, query } from "../helpers/database.ts";
import { eventually } from "../helpers/eventually.ts";
import { assignment } from "../helpers/mail-world.ts";
import { type CaughtMail, SmtpCatcher } from "../helpers/smtp-catcher.ts";
import { startProcess } from "../helpers/start-app.ts";
import { TemporaryDirectory } from "../helpers/temporary-directory.ts";

/** A program whose three minutes are a third of a second. */
const entry = fileURLToPath(new URL("../helpers/fast-clock.ts", import.meta.url));

const CUSTOMERS = 4;
const isForCustomer = ({ recipients }: CaughtMail) =>
  recipients.every((address) => address.endsWith("@customer.example"));

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
    const { ada, key } = await cast(first);
    const conversations: string[] = [];
    for (let n = 0; n < CUSTOMERS; n++) {
      const vera = await customer(first, key, { name: "Vera", email: `vera${n}@customer.example` });
      const { conversation } = await vera.opens("Is my order on its way?");
      await ada.api.expect("PUT", assignment(conversation.id), { agentId: ada.id });
      await ada.says(conversation.id, "It left this morning.");
      conversations.push(conversation.id);
    }
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
