import type { QuietHours } from "./quiet-hours.ts";

/** What an agent wants to be told of by e-mail. */
export interface AgentMailSettings {
  readonly email: {
    /** Of conversations that wait while nobody of the team is online. */
    readonly queue: boolean;
    /** Of conversations of theirs that they have not read for so long; 0 for never. */
    readonly unreadMinutes: number;
  };
  readonly quietHours: QuietHours | null;
}

export const USUAL_AGENT_MAIL: AgentMailSettings = {
  email: { queue: true, unreadMinutes: 15 },
  quietHours: null,
};

/** Reads what is stored with an agent; what is not said is as usual. */
export function readAgentMailSettings(stored: string | null): AgentMailSettings {
  const { email, quietHours } = JSON.parse(stored ?? "{}") as Partial<AgentMailSettings>;
  return { email: { ...USUAL_AGENT_MAIL.email, ...email }, quietHours: quietHours ?? null };
}
