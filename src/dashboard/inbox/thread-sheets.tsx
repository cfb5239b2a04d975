import { signal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import type { Conversation } from "../../protocol/resources.ts";
import { lazy } from "../lazy.tsx";

/** What a sheet over the thread needs. */
export interface ThreadSheetProps {
  conversation: Conversation;
  onClose: () => void;
}

type SheetKind = "hand-over" | "snooze" | "labels";

const SHEETS: Record<SheetKind, ComponentType<ThreadSheetProps>> = {
  "hand-over": lazy(async () => (await import("./hand-over-sheet.tsx")).HandOverSheet),
  snooze: lazy(async () => (await import("./snooze-sheet.tsx")).SnoozeSheet),
  labels: lazy(async () => (await import("./labels-sheet.tsx")).LabelsSheet),
};

const opened = signal<{ kind: SheetKind; id: string } | undefined>(undefined);

/** Asks how to do something with a conversation that is shown. */
export function openSheet(kind: SheetKind, id: string): void {
  opened.value = { kind, id };
}

/** The sheet that was asked for, over the conversation that is shown. */
export function ThreadSheets({
  conversation,
}: {
  conversation: Conversation | undefined;
}): JSX.Element | null {
  const asked = opened.value;
  if (asked === undefined || conversation?.id !== asked.id) return null;
  const Sheet = SHEETS[asked.kind];
  return (
    <Sheet
      key={asked.kind}
      conversation={conversation}
      onClose={() => {
        // A sheet tells of its end a little later: the next one may be open by then.
        if (opened.value === asked) opened.value = undefined;
      }}
    />
  );
}
