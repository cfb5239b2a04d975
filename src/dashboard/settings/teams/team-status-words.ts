import type { TeamStatus } from "../../../protocol/teams.ts";
import { briefTime } from "../../inbox/status-words.ts";

/** Whether a team answers now, and when it is back. */
export function teamStatusWords({ answering, open, backAt }: TeamStatus): string {
  if (answering) return "Answering";
  if (open) return "Nobody there";
  return backAt === null ? "Closed" : `Closed until ${briefTime(backAt)}`;
}
