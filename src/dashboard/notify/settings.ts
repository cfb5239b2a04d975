import { signal } from "@preact/signals";
import { isQuiet, type MyNotifications } from "../../protocol/notifications.ts";
import { api } from "../session.ts";

/** How the signed-in agent wants to be told; undefined until the desk has said so. */
export const notifications = signal<MyNotifications | undefined>(undefined);

const CHANNEL = "deskbell.notifications";
const otherTabs = "BroadcastChannel" in globalThis ? new BroadcastChannel(CHANNEL) : undefined;
otherTabs?.addEventListener("message", ({ data }: MessageEvent<MyNotifications>) => {
  notifications.value = data;
});

/** Asks the desk. Rejects as `DeskApi` does. */
export async function loadNotifications(): Promise<MyNotifications> {
  const settings = await api.notifications();
  notifications.value = settings;
  return settings;
}

/** Changes what is named, here and in other tabs. Rejects as `DeskApi` does. */
export async function changeNotifications(
  change: Parameters<typeof api.changeNotifications>[0],
): Promise<void> {
  const settings = await api.changeNotifications(change);
  notifications.value = settings;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is its own origin's
  otherTabs?.postMessage(settings);
}

/** Whether the agent wants peace just now. */
export function isQuietNow(): boolean {
  const hours = notifications.value?.quietHours;
  return hours ? isQuiet(hours, Date.now()) : false;
}
