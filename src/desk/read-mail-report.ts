import { MAIL_KINDS, noticeFigures } from "../store/notices.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";

const DEAD_MAX = 50;

/** What admins see of the desk's mail. */
export interface MailReport {
  /** Whether mail is sent at all. */
  readonly enabled: boolean;
  readonly from: string | null;
  /** Where answers go; null when they are not read. */
  readonly inbound: string | null;
  /** How many mails wait to be sent. */
  readonly waiting: number;
  /** The last ones that were given up, newest first. */
  readonly dead: { kind: string; to: string | null; at: string; error: string }[];
}

/** Whether mail goes out and comes in, and what could not be sent. Throws `unauthenticated`, `forbidden`. */
export async function readMailReport(desk: Desk, actor: Actor): Promise<MailReport> {
  access.admin(actor);
  const { waiting, dead } = await noticeFigures(desk.store.db, MAIL_KINDS, DEAD_MAX);
  return {
    enabled: desk.mail.from !== undefined,
    from: desk.mail.from ?? null,
    inbound: desk.mail.inboundAddress ?? null,
    waiting,
    dead: dead.map(({ kind, email, finishedAt, lastError }) => ({
      kind,
      to: email,
      at: new Date(finishedAt ?? 0).toISOString(),
      error: lastError ?? "",
    })),
  };
}
