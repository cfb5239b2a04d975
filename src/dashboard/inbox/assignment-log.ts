import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Conversation } from "../../protocol/resources.ts";
import type { AssignmentEntry } from "../../protocol/teams.ts";
import { describeFailure } from "../describe-failure.ts";
import type { Loaded } from "../loaded.tsx";
import { api, noticeFailure } from "../session.ts";

/** The log of the one conversation that is open. */
const shown = signal<{ key: string; id: string; loaded: Loaded<readonly AssignmentEntry[]> } | undefined>(
  undefined,
);

/** How a conversation came to whoever has it: loaded when it is opened, and again whenever it changed hands or state. */
export function useAssignmentLog(conversation: Conversation): {
  log: Loaded<readonly AssignmentEntry[]>;
  reload: () => void;
} {
  const { id, status, assignee, team, accepted, assigneeAway } = conversation;
  const key = [id, status, assignee?.id, team.id, accepted, assigneeAway].join(" ");
  useEffect(() => {
    if (shown.peek()?.key !== key) void load(key, id);
  }, [key]);
  const current = shown.value;
  return {
    log: current?.id === id ? current.loaded : { phase: "loading" },
    reload: () => void load(key, id),
  };
}

async function load(key: string, id: string): Promise<void> {
  const before = shown.peek();
  // What is shown of the same conversation stays until the answer.
  const isFirst = before?.id !== id || before.loaded.phase !== "ready";
  shown.value = { key, id, loaded: isFirst ? { phase: "loading" } : before.loaded };
  const loaded = await ask(id);
  if (shown.peek()?.key === key) shown.value = { key, id, loaded };
}

async function ask(id: string): Promise<Loaded<readonly AssignmentEntry[]>> {
  try {
    return { phase: "ready", value: (await api.assignments(id)).entries };
  } catch (failure) {
    noticeFailure(failure);
    return { phase: "failed", problem: describeFailure(failure) };
  }
}
