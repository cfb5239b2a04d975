import type { Clock } from "../../store/clock.ts";
import type { FollowedRow } from "../../store/log.ts";

/** What both followers that queue mail are given. */
export interface MailFollowerParts {
  readonly clock: Clock;
  /** The right side of the Message-IDs. */
  readonly domain: string;
  readonly onQueued: () => void;
  readonly onError: (error: unknown) => void;
}

/** Who comes back after a day has no use for a mail about yesterday: a desk that begins to send mail, or was down. */
const NEWS_MS = 24 * 60 * 60_000;

/** Whether something happened too long ago to be told of. */
export function isOldNews(row: FollowedRow, now: number): boolean {
  return row.created_at < now - NEWS_MS;
}
