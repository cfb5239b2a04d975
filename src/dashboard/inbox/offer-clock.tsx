import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";

const SECOND_MS = 1_000;

/** How long an offer is still mine, counting down. Not read out: a clock that speaks helps nobody. */
export function OfferClock({ acceptBy }: { acceptBy: string }): JSX.Element {
  const end = new Date(acceptBy).getTime();
  const left = useSignal(secondsUntil(end));
  useEffect(() => {
    const tick = () => {
      left.value = secondsUntil(end);
    };
    tick();
    const timer = setInterval(tick, SECOND_MS);
    return () => clearInterval(timer);
  }, [end]);
  return (
    <span class="offer-clock" role="timer" aria-label="Time left to open it" aria-live="off">
      {clock(left.value)}
    </span>
  );
}

function secondsUntil(end: number): number {
  return Math.max(0, Math.ceil((end - Date.now()) / SECOND_MS));
}

/** `0:09`, `1:30`. */
function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
