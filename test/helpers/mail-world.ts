import { conversationChannel } from "../../src/protocol/channels.ts";
import { type Cast, cast, customer, type Player } from "./cast.ts";
import { logOf, query, type Row } from "./database.ts";
import { ManualClock } from "./manual-clock.ts";
import { type CaughtMail, SmtpCatcher } from "./smtp-catcher.ts";
import { type InProcessApp, startApp } from "./start-app.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

export const VERAS_ADDRESS = "vera@customer.example";
export const INBOUND_ADDRESS = "reply@chat.example.com";
export const INBOUND_SECRET = "a secret of the provider's";

const MINUTE_MS = 60_000;

/** A desk that sends mail to a server which keeps it, and a clock that stands. Hold it with `await using`. */
export class MailWorld implements AsyncDisposable {
  readonly clock: ManualClock;
  readonly catcher: SmtpCatcher;
  readonly app: InProcessApp;
  /** With Vera, who has told her address. */
  readonly people: Cast;
  readonly #directory: TemporaryDirectory;

  private constructor(
    parts: Pick<MailWorld, "clock" | "catcher" | "app" | "people">,
    directory: TemporaryDirectory,
  ) {
    this.clock = parts.clock;
    this.catcher = parts.catcher;
    this.app = parts.app;
    this.people = parts.people;
    this.#directory = directory;
  }

  static async open(env: Readonly<Record<string, string>> = {}): Promise<MailWorld> {
    const directory = new TemporaryDirectory();
    const clock = new ManualClock(Date.UTC(2026, 10, 23, 12));
    const catcher = await SmtpCatcher.open();
    const app = await startApp({
      clock,
      dataDir: directory.path,
      env: { ...catcher.env, PUBLIC_URL: "https://chat.example.com", ...env },
    });
    const people = await cast(app);
    const vera = await customer(app, people.key, { name: "Vera", email: VERAS_ADDRESS });
    return new MailWorld({ clock, catcher, app, people: { ...people, vera } }, directory);
  }

  /** A conversation of Vera's that Ada answers. */
  async conversation(words = "Is my order on its way?"): Promise<string> {
    const { ada, vera } = this.people;
    const { conversation } = await vera.opens(words);
    if (conversation.assignee === null)
      await ada.api.expect("PUT", assignment(conversation.id), { agentId: ada.id });
    return conversation.id;
  }

  /** Lets time pass; what comes due has been sent when this settles. */
  async pass(minutes: number): Promise<readonly CaughtMail[]> {
    await this.settle();
    this.clock.pass(minutes * MINUTE_MS);
    return await this.settle();
  }

  /** What was said has been read, and what is due has been sent, when this settles. Returns all mails there are. */
  async settle(): Promise<readonly CaughtMail[]> {
    await this.app.application.mail.catchUp();
    return this.catcher.mails;
  }

  /** What came for one address. */
  mailsTo(address: string): CaughtMail[] {
    return this.catcher.mails.filter(({ recipients }) => recipients.includes(address));
  }

  /** The notices, in the order they were queued. */
  notices(): Row[] {
    return query(this.app.dataDir, "select * from notice order by id");
  }

  /** The events of a conversation's channel that are called so. */
  events(conversationId: string, event: string) {
    return logOf(this.app.dataDir, conversationChannel(conversationId)).filter(
      (entry) => entry.event === event,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app[Symbol.asyncDispose]();
    await this.catcher[Symbol.asyncDispose]();
    this.#directory[Symbol.dispose]();
  }
}

/** Where a conversation's assignee is said. */
export const assignment = (conversationId: string) => `/api/conversations/${conversationId}/assignment`;

/** The token of the link in a mail. */
export function resumeTokenOf({ text = "" }: Pick<CaughtMail, "text">): string {
  return /\/chat#resume=(\S+)/.exec(text)?.[1] ?? "";
}

/** Somebody's reading of a conversation. */
export async function reads(player: Player, conversationId: string, upTo: number): Promise<void> {
  await player.api.expect("PUT", `/api/conversations/${conversationId}/read-marker`, { upTo });
}
