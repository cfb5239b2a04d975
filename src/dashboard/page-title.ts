import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { inboxState, queueState } from "./session.ts";

const title = signal("");

/** Names the page while the component is there. */
export function usePageTitle(name: string): void {
  useEffect(() => {
    title.value = name;
  }, [name]);
}

/** Keeps the browser's tab telling where one is, and how much is unread or waits to be taken. */
export function startPageTitle(): void {
  effect(() => {
    const count = (inboxState.value?.unread ?? 0) + queueState.value.total;
    document.title = [count > 0 && `(${count})`, title.value, title.value && "·", "Deskbell"]
      .filter(Boolean)
      .join(" ");
  });
}
