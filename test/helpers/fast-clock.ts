import { systemClock } from "../../src/store/clock.ts";

// The program, but for one thing: since the moment that it is told of, its time has run so much faster, and what it
// waits for comes so much sooner.
const FASTER = 600;
const from = Number(process.env["FAST_CLOCK_FROM"]);
systemClock.now = () => from + (Date.now() - from) * FASTER;
systemClock.after = (ms, run) => {
  const timer = setTimeout(run, ms / FASTER);
  return () => clearTimeout(timer);
};
await import("../../src/main.ts");
