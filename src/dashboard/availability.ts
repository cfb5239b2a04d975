import { showNotice } from "./notices.tsx";
import { inbox, me } from "./session.ts";
import { Submission } from "./submission.ts";

/** The change of availability under way, if any. */
export const availability = new Submission();

/** From available to away, or back; says so when the desk could not be told. */
export async function toggleAvailability(): Promise<void> {
  const agent = me.value;
  if (agent === undefined || availability.busy.value) return;
  const done = await availability.run(async () => inbox.value?.setAvailable(!agent.available));
  if (!done) showNotice(availability.problem.value ?? "", "problem");
}
