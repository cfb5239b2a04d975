const CHECK_EVERY_MS = 1;
const SETTLE_MS = 5_000;

/** Waits until everything that was expected has come. Throws how much is missing when it does not come. */
export async function settle(missing: () => number): Promise<void> {
  const until = performance.now() + SETTLE_MS;
  while (missing() > 0 && performance.now() < until) await Bun.sleep(CHECK_EVERY_MS);
  if (missing() !== 0) throw new Error(`${missing()} deliveries are missing`);
}
