import type { RetrySchedule } from "../retry-schedule.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A mail server may be down for a night. */
export const MAIL_SCHEDULE: RetrySchedule = {
  firstMs: MINUTE_MS,
  longestMs: HOUR_MS,
  giveUpAfterMs: 24 * HOUR_MS,
};
