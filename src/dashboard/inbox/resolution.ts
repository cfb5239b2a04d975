import type { Conversation } from "../../protocol/resources.ts";
import { showNotice } from "../notices.tsx";
import { api } from "../session.ts";
import { Submission } from "../submission.ts";

/** The resolving or reopening under way, if any. */
export const resolution = new Submission();

/** Resolves an open conversation, opens a closed one again, and says so. */
export async function toggleResolution({ id, status, customer }: Conversation): Promise<void> {
  if (resolution.busy.value) return;
  const done = await resolution.run(async () => {
    await (status === "open" ? api.resolve(id) : api.reopen(id));
  });
  if (!done) showNotice(resolution.problem.value ?? "", "problem");
  else
    showNotice(
      status === "open"
        ? `The conversation with ${customer.name} is resolved.`
        : `The conversation with ${customer.name} is open again.`,
    );
}
