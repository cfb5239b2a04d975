import { append, channelId, forgetEntries } from "../store/log.ts";
import type { Desk } from "./desk.ts";

/** A channel on which nobody but the probe may be: it is no conversation's and no agent's. */
export const PROBE_CHANNEL = "private-probe";

/** Writes a nonce to the log of the probe's channel, as anything that is said is written, and forgets the last one. */
export async function writeProbe(desk: Desk, nonce: string): Promise<void> {
  await desk.store.transact(async (tx) => {
    const id = await channelId(tx, PROBE_CHANNEL);
    await forgetEntries(tx, id);
    await append(tx, { channelId: id, event: "probe", data: () => ({ nonce }), at: desk.now() });
  });
}
