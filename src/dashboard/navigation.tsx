import type { JSX } from "preact";
import { InboxIcon, SettingsIcon } from "./dashboard-icons.tsx";
import { inboxAddress, type Route, settingsAddress } from "./route.ts";
import { inboxState } from "./session.ts";

/** The dashboard's areas. */
export function Navigation({ place }: { place: Route }): JSX.Element {
  const unread = inboxState.value?.unread ?? 0;
  const isIn = (screen: Route["screen"]) => (place.screen === screen ? "page" : undefined);
  return (
    <nav class="areas" aria-label="Dashboard">
      <a href={inboxAddress("open")} aria-current={isIn("inbox")}>
        <InboxIcon /> <span>Inbox</span>
        {unread > 0 && (
          <span class="unread-mark">
            {unread}
            <span class="only-heard"> unread</span>
          </span>
        )}
      </a>
      <a href={settingsAddress("embed")} aria-current={isIn("settings")}>
        <SettingsIcon /> <span>Settings</span>
      </a>
    </nav>
  );
}
