import { expect, test } from "bun:test";
import { ManualClock } from "../../test/helpers/manual-clock.ts";
import { SmtpCatcher } from "../../test/helpers/smtp-catcher.ts";
import { TemporaryDirectory } from "../../test/helpers/temporary-directory.ts";
import {
  claimNotice,
  dueNotice,
  endNotice,
  MAIL_KINDS,
  type MailKind,
  noticeFigures,
  queueNotice,
} from "../store/notices.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { insertCustomer } from "../store/people.ts";
import { MAIL_SCHEDULE } from "./mail/mail-schedule.ts";
import { SmtpMailer } from "./mail/mailer.ts";
import type { OutgoingMail } from "./mail/outgoing-mail.ts";
import { NoticeDeliverer } from "./notice-deliverer.ts";
import type { Judgement, NoticeWriter } from "./notice-writer.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A store, a clock that stands, a real mail server, and notices that say their own number. */
class World implements AsyncDisposable {
  readonly clock = new ManualClock(Date.UTC(2026, 10, 23, 12));
  readonly errors: unknown[] = [];
  readonly store: Store;
  readonly catcher: SmtpCatcher;
  judge: (number: number) => Judgement = () => ({ send: {} });
  deliverer: NoticeDeliverer<MailKind, OutgoingMail>;
  readonly #directory: TemporaryDirectory;
  readonly #people: number[] = [];

  private constructor(store: Store, catcher: SmtpCatcher, directory: TemporaryDirectory) {
    this.store = store;
    this.catcher = catcher;
    this.#directory = directory;
    this.deliverer = this.begin();
  }

  static async open(): Promise<World> {
    const directory = new TemporaryDirectory();
    return new World(await openStore(directory.path), await SmtpCatcher.open(), directory);
  }

  /** A deliverer, as a program has one that has just started. */
  begin({ port = this.catcher.port } = {}): NoticeDeliverer<MailKind, OutgoingMail> {
    const writer: NoticeWriter<OutgoingMail> = {
      judge: async (_, { personId }) => this.judge(this.#people.indexOf(personId)),
      write: async (_, { personId, messageId }) => {
        const number = this.#people.indexOf(personId);
        const to = { name: "", address: `person${number}@customer.example` };
        return { to, subject: `${number}`, text: "Hello", html: "<p>Hello", messageId, thread: [] };
      },
    };
    const sender = new SmtpMailer({
      url: `smtp://127.0.0.1:${port}`,
      from: "Support <support@desk.example>",
    });
    const writers = { reply: writer, unread: writer, queue: writer, refused: writer, transcript: writer };
    this.deliverer = new NoticeDeliverer(this.store, {
      clock: this.clock,
      random: () => 1,
      sender,
      schedule: MAIL_SCHEDULE,
      inOrder: true,
      writers,
      onError: (error) => this.errors.push(error),
    });
    return this.deliverer;
  }

  /** Queues a notice to somebody new; they are numbered from 0. */
  async queue(dueIn = 0): Promise<void> {
    const now = this.clock.now();
    await this.store.transact(async (tx) => {
      const { id } = await insertCustomer(tx, { name: "Vera", email: null, externalId: null, at: now });
      this.#people.push(id);
      const subject = { kind: "reply" as const, personId: id, conversationId: null };
      await queueNotice(tx, subject, { dueAt: now + dueIn, now, domain: "desk.example" });
    });
  }

  async pass(ms: number): Promise<void> {
    await this.deliverer.idle();
    this.clock.pass(ms);
    await this.deliverer.idle();
  }

  get subjects(): (string | undefined)[] {
    return this.catcher.mails.map(({ subject }) => subject);
  }

  async states(): Promise<unknown[]> {
    const rows = await this.store.db.selectFrom("notice").select("state").orderBy("id").execute();
    return rows.map(({ state }) => state);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.deliverer.stop();
    await this.catcher[Symbol.asyncDispose]();
    await this.store.close();
    this.#directory[Symbol.dispose]();
  }
}

test("what is due is sent in the order it came due, each once", async () => {
  await using world = await World.open();
  await world.queue(2 * MINUTE_MS);
  await world.queue(MINUTE_MS);
  await world.queue(3 * MINUTE_MS);
  await world.pass(0);
  expect(world.subjects).toEqual([]);
  await world.pass(MINUTE_MS);
  await world.pass(MINUTE_MS);
  expect(world.subjects).toEqual(["1", "0"]);
  await world.pass(HOUR_MS);
  expect(world.subjects).toEqual(["1", "0", "2"]);
  expect(await world.states()).toEqual(["sent", "sent", "sent"]);
});

test("one mail is on its way at a time, and it is claimed on disk while it is", async () => {
  await using world = await World.open();
  for (let n = 0; n < 5; n++) await world.queue();
  const seen: unknown[] = [];
  world.catcher.answer = async () => {
    seen.push((await world.states()).filter((state) => state === "claimed").length);
    return undefined;
  };
  await world.pass(0);
  expect(seen).toEqual([1, 1, 1, 1, 1]);
});

test("a mail that was on its way when the program died goes first, under the Message-ID it had", async () => {
  await using world = await World.open();
  await world.queue();
  await world.queue();
  await world.store.transact(async (tx) => {
    const [first, second] = [await dueNotice(tx.db, ["reply"], world.clock.now()), 2];
    await claimNotice(tx, second, {}, world.clock.now());
    expect(first?.id).toBe(1);
  });
  world.begin();
  await world.pass(0);
  expect(world.subjects).toEqual(["1", "0"]);
  const rows = await world.store.db.selectFrom("notice").select("message_id").orderBy("id").execute();
  expect(world.catcher.mails.map(({ messageId }) => messageId)).toEqual(
    rows.map((row) => row.message_id).toReversed(),
  );
});

test("a mail that the server does not take just now is tried again, later each time, under the same Message-ID", async () => {
  await using world = await World.open();
  const tries: [minute: number, id: string | undefined][] = [];
  const begin = world.clock.now();
  world.catcher.answer = ({ messageId }) => {
    tries.push([(world.clock.now() - begin) / MINUTE_MS, messageId]);
    return tries.length < 5 ? { code: 451, text: "Come back later" } : undefined;
  };
  await world.queue();
  for (let minute = 0; minute < 20; minute++) await world.pass(MINUTE_MS);
  expect(tries.map(([minute]) => minute)).toEqual([0, 1, 3, 7, 15]);
  expect(new Set(tries.map(([, id]) => id)).size).toBe(1);
  expect(await world.states()).toEqual(["sent"]);
});

test("a mail that is refused for good is dead at once, one that nobody takes after a day, and admins see both", async () => {
  await using world = await World.open();
  world.catcher.answer = ({ subject }) =>
    subject === "0" ? { code: 550, text: "No such mailbox" } : { code: 451, text: "Come back later" };
  await world.queue();
  await world.queue();
  await world.pass(0);
  expect(await world.states()).toEqual(["dead", "pending"]);
  for (let hour = 0; hour < 23; hour++) await world.pass(HOUR_MS);
  expect(await world.states()).toEqual(["dead", "pending"]);
  for (let hour = 0; hour < 2; hour++) await world.pass(HOUR_MS);
  expect(await world.states()).toEqual(["dead", "dead"]);
  const { waiting, dead } = await noticeFigures(world.store.db, MAIL_KINDS, 10);
  expect(waiting).toBe(0);
  expect(dead.map(({ lastError }) => lastError)).toEqual([
    expect.stringContaining("Come back later"),
    expect.stringContaining("No such mailbox"),
  ]);
});

test("while the server can't be reached nothing else is tried, and nothing is lost", async () => {
  await using world = await World.open();
  const { port } = world.catcher;
  for (let n = 0; n < 3; n++) await world.queue();
  // Nobody listens there.
  world.begin({ port: 1 });
  await world.pass(0);
  const attempts = await world.store.db.selectFrom("notice").select("attempts").orderBy("id").execute();
  expect(attempts.map((row) => row.attempts)).toEqual([1, 0, 0]);
  await world.deliverer.stop();
  world.begin({ port });
  await world.pass(2 * MINUTE_MS);
  expect(new Set(world.subjects)).toEqual(new Set(["0", "1", "2"]));
});

test("a notice is put off or dropped as its writer says, whenever it is asked", async () => {
  await using world = await World.open();
  const later = world.clock.now() + 5 * MINUTE_MS;
  world.judge = (number) => (number === 0 ? { waitUntil: later } : { drop: "The reason is gone" });
  await world.queue();
  await world.queue();
  await world.pass(MINUTE_MS);
  expect(await world.states()).toEqual(["pending", "dropped"]);
  world.judge = () => ({ send: {} });
  await world.pass(5 * MINUTE_MS);
  expect(await world.states()).toEqual(["sent", "dropped"]);
});

test("a notice that can't be judged is tried again later, and holds up no other", async () => {
  await using world = await World.open();
  await world.queue();
  await world.queue();
  let isBroken = true;
  world.judge = (number) => {
    if (number === 0 && isBroken) throw new Error("the row is gone");
    return { send: {} };
  };
  await world.pass(0);
  expect(world.subjects).toEqual(["1"]);
  expect(world.errors.map(String)).toEqual(["Error: the row is gone"]);
  isBroken = false;
  await world.pass(MINUTE_MS);
  expect(world.subjects).toEqual(["1", "0"]);
});

test("two notices of one subject stay in order: the second waits until the first has ended", async () => {
  await using world = await World.open();
  await world.queue();
  world.catcher.answer = () => ({ code: 451, text: "Come back later" });
  await world.pass(0);
  const now = world.clock.now();
  // The first one was tried: what it says is settled, so something new needs a notice of its own.
  await world.store.transact(async (tx) => {
    const subject = { kind: "reply" as const, personId: 1, conversationId: null };
    await queueNotice(tx, subject, { dueAt: now, now, domain: "desk.example" });
    await queueNotice(tx, subject, { dueAt: now, now, domain: "desk.example" });
  });
  await world.pass(0);
  expect(await world.states()).toEqual(["pending", "pending"]);
  await world.store.transact((tx) => endNotice(tx, 1, { state: "dead", now }));
  world.catcher.answer = () => undefined;
  await world.pass(2 * MINUTE_MS);
  expect(await world.states()).toEqual(["dead", "sent"]);
});
