import type { QueuePlace } from "../protocol/resources.ts";
import type { TeamStatus } from "../protocol/teams.ts";
import { comingTime } from "../ui/clock.ts";

/** Longer waits are not told by the minute. */
const TOLD_MAX_MINUTES = 120;
/** Places behind are told as a step: among the first 20, 50 … */
const EXACT_PLACE_MAX = 10;
const TOLD_PLACE_MAX = 1_000;

/** Whether somebody is there to answer, and what to expect; on the device's clock, without a full stop. */
export function replyWords({ answering, backAt, replyMinutes }: TeamStatus, now?: Date): string {
  if (!answering) return backAt ? `Back ${comingTime(backAt, now)}` : "Away just now";
  if (replyMinutes === null) return "The team is here";
  return `We usually reply within ${replyMinutes > TOLD_MAX_MINUTES ? "a few hours" : span(replyMinutes)}`;
}

/** Where a waiting conversation stands, without a full stop. */
export function queueWords({ position, waitMinutes }: QueuePlace): string {
  const place =
    position === 1
      ? "You are next in line"
      : position <= EXACT_PLACE_MAX
        ? `You are number ${position} in line`
        : position <= TOLD_PLACE_MAX
          ? `You are among the first ${position} in line`
          : "More than a thousand are before you";
  if (waitMinutes === null) return place;
  return `${place}, ${waitMinutes > TOLD_MAX_MINUTES ? "more than two hours" : `about ${span(waitMinutes)}`}`;
}

function span(minutes: number): string {
  if (minutes <= 1) return "a minute";
  if (minutes < 60) return `${minutes} minutes`;
  if (minutes === 60) return "an hour";
  return minutes < TOLD_MAX_MINUTES ? "an hour and a half" : "two hours";
}
