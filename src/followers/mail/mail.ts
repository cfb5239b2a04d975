import { type Clock, systemClock } from "../../store/clock.ts";
import { beginAtEnd, forgetCursor } from "../../store/follower-cursor.ts";
import { MAIL_KINDS, type MailKind, pruneNotices } from "../../store/notices.ts";
import type { Store } from "../../store/open-store.ts";
import { Follower, type FollowerWork } from "../follower.ts";
import { NoticeDeliverer } from "../notice-deliverer.ts";
import { agentFollower } from "./agent-follower.ts";
import type { MailContext } from "./mail-context.ts";
import { MAIL_SCHEDULE } from "./mail-schedule.ts";
import { SmtpMailer } from "./mailer.ts";
import type { OutgoingMail } from "./outgoing-mail.ts";
import { queueNotice } from "./queue-notice.ts";
import { refusedNotice } from "./refused-notice.ts";
import { replyFollower } from "./reply-follower.ts";
import { replyNotice } from "./reply-notice.ts";
import { transcriptNotice } from "./transcript-notice.ts";
import { unreadNotice } from "./unread-notice.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** What was sent is kept for as long as a thread may go on; what was dropped never was anything. */
const KEPT_MS = { sent: 365 * DAY_MS, dropped: HOUR_MS, dead: 30 * DAY_MS } as const;
const PRUNE_EVERY_MS = 10 * 60_000;
const PRUNE_ROWS = 500;

export interface MailOptions {
  /** The server and the sender; undefined when the desk sends no mail. */
  readonly smtp: { readonly url: string; readonly from: string } | undefined;
  readonly context: MailContext;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly onError: (error: unknown) => void;
}

/**
 * Tells people by e-mail what they would miss: two followers that queue notices, and their delivery. A desk without a
 * mail server follows nothing and queues nothing; what happened before it got one is no news by then.
 */
export class Mail {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #works: readonly FollowerWork[];
  readonly #followers: readonly Follower[];
  readonly #deliverer: NoticeDeliverer<MailKind, OutgoingMail> | undefined;
  #cancelPruning = () => {};
  #pruning: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(store: Store, options: MailOptions) {
    const { smtp, context, clock = systemClock, random = Math.random, onError } = options;
    this.#store = store;
    this.#clock = clock;
    this.#onError = onError;
    if (smtp) {
      const sender = new SmtpMailer(smtp);
      const writers = {
        reply: replyNotice(context),
        transcript: transcriptNotice(context),
        unread: unreadNotice(context),
        queue: queueNotice(context),
        refused: refusedNotice(context),
      };
      this.#deliverer = new NoticeDeliverer(store, {
        clock,
        random,
        sender,
        writers,
        schedule: MAIL_SCHEDULE,
        inOrder: true,
        onError,
      });
    }
    const parts = { clock, domain: domainOf(smtp?.from), onQueued: () => this.wake(), onError };
    this.#works = [replyFollower(parts), agentFollower(parts)];
    this.#followers = this.#works.map((work) => new Follower(store, work));
  }

  /** Goes on where the program was when it ended, or begins with what happens from now on. */
  async start(): Promise<void> {
    await this.#store.transact(async (tx) => {
      for (const { name } of this.#works)
        await (this.#deliverer ? beginAtEnd(tx, name) : forgetCursor(tx, name));
    });
    if (!this.#deliverer) return;
    for (const follower of this.#followers) follower.start();
    this.#deliverer.wake();
    this.#pruneLater();
  }

  /** Something was queued: it may be due already. */
  wake(): void {
    this.#deliverer?.wake();
  }

  /** Reads all of the log there is and tries to send all that is due, for whoever can't wait. */
  async catchUp(): Promise<void> {
    if (!this.#deliverer) return;
    for (const follower of this.#followers) await follower.catchUp();
    await this.#deliverer.idle();
  }

  /** Queues what is known, ends what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelPruning();
    await this.#pruning;
    for (const follower of this.#followers) await follower.stop();
    await this.#deliverer?.stop();
  }

  #pruneLater(): void {
    this.#cancelPruning = this.#clock.after(PRUNE_EVERY_MS, () => {
      this.#pruning = this.#prune()
        .catch(this.#onError)
        .finally(() => {
          if (!this.#stopped) this.#pruneLater();
        });
    });
  }

  async #prune(): Promise<void> {
    const now = this.#clock.now();
    const before = {
      sent: now - KEPT_MS.sent,
      dropped: now - KEPT_MS.dropped,
      dead: now - KEPT_MS.dead,
    };
    await this.#store.transact((tx) => pruneNotices(tx, MAIL_KINDS, before, PRUNE_ROWS));
  }
}

/** The right side of an address such as `Support <support@example.com>`. */
export function domainOf(from: string | undefined): string {
  return /@([^\s<>@]+)>?$/.exec(from ?? "")?.[1]?.toLowerCase() ?? "localhost";
}
