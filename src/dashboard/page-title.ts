import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { inboxState } from "./session.ts";

const title = signal("");

/** Names the page while the component is there. */
export function usePageTitle(name: string): void {
  useEffect(() => {
    title.value = name;
  }, [name]);
}

/** Keeps the browser's tab telling where one is and how much is unread. */
export function startPageTitle(): void {
  effect(() => {
    const unread = inboxState.value?.unread ?? 0;
    document.title = [unread > 0 && `(${unread})`, title.value, title.value && "·", "Deskbell"]
      .filter(Boolean)
      .join(" ");
  });
}
