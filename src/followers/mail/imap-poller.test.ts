import { expect, test } from "bun:test";
import { eventually } from "../../../test/helpers/eventually.ts";
import { ImapMailbox } from "../../../test/helpers/imap-mailbox.ts";
import { ManualClock } from "../../../test/helpers/manual-clock.ts";
import { ImapPoller } from "./imap-poller.ts";

const mail = (text: string) => `From: vera@customer.example\r\nSubject: ${text}\r\n\r\n${text}\r\n`;

function poller(url: string, receive: (subject: string) => void, errors: unknown[] = []) {
  const clock = new ManualClock(0);
  return {
    clock,
    poller: new ImapPoller(url, {
      clock,
      receive: async (raw) => receive(/Subject: (.*)\r/.exec(Buffer.from(raw).toString())?.[1] ?? ""),
      onError: (error) => errors.push(error),
    }),
  };
}

test("what is unseen is received in order and marked as seen, and is not received again", async () => {
  await using mailbox = await ImapMailbox.open();
  const received: string[] = [];
  mailbox.deliver(mail("one"));
  mailbox.deliver(mail("two"));
  const { poller: one } = poller(mailbox.url, (subject) => received.push(subject));
  await one.poll();
  expect(received).toEqual(["one", "two"]);
  expect(mailbox.seen).toEqual([true, true]);
  mailbox.deliver(mail("three"));
  await one.poll();
  expect(received).toEqual(["one", "two", "three"]);
});

test("a mail that can't be received stays unseen and holds up none behind it", async () => {
  await using mailbox = await ImapMailbox.open();
  const received: string[] = [];
  const errors: unknown[] = [];
  let isFull = true;
  mailbox.deliver(mail("one"));
  mailbox.deliver(mail("two"));
  const { poller: one } = poller(
    mailbox.url,
    (subject) => {
      if (subject === "one" && isFull) throw new Error("the disk is full");
      received.push(subject);
    },
    errors,
  );
  await one.poll();
  expect(received).toEqual(["two"]);
  expect(mailbox.seen).toEqual([false, true]);
  expect(errors.map(String)).toEqual(["Error: the disk is full"]);
  isFull = false;
  await one.poll();
  expect(received).toEqual(["two", "one"]);
});

test("it looks again by itself, also after the server could not be reached", async () => {
  await using mailbox = await ImapMailbox.open();
  const received: string[] = [];
  const errors: unknown[] = [];
  const wrong = poller(mailbox.url.replace("testpass", "wrong"), () => {}, errors);
  wrong.poller.start();
  await eventually(() => errors.length === 1 && wrong.clock.pending === 1);
  wrong.clock.pass(30_000);
  await eventually(() => errors.length === 2);
  await wrong.poller.stop();

  const right = poller(mailbox.url, (subject) => received.push(subject));
  right.poller.start();
  await eventually(() => right.clock.pending === 1);
  mailbox.deliver(mail("one"));
  right.clock.pass(30_000);
  await eventually(() => received.length === 1);
  await right.poller.stop();
  expect(received).toEqual(["one"]);
});
