import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { BellIcon } from "../ui/icons.tsx";
import { useAssignments } from "./assignments.ts";
import { AvailabilitySwitch } from "./availability-switch.tsx";
import { ConnectionNote } from "./connection-note.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { InboxScreen } from "./inbox/inbox-screen.tsx";
import { lazy } from "./lazy.tsx";
import { FailureNote } from "./loaded.tsx";
import { Navigation } from "./navigation.tsx";
import { Notices } from "./notices.tsx";
import { useNotify } from "./notify/use-notify.ts";
import { PaletteKey } from "./palette-key.tsx";
import { inboxAddress, type Route } from "./route.ts";
import { inboxState, openInbox, reopenInbox } from "./session.ts";
import { ShortcutsButton } from "./shortcuts-sheet.tsx";

type Place = Extract<Route, { screen: "inbox" | "settings" }>;

const SettingsScreen: ComponentType<{ place: Extract<Place, { screen: "settings" }> }> = lazy(
  async () => (await import("./settings/settings-screen.tsx")).SettingsScreen,
);

/** What every place behind the sign-in has around it. */
export function Shell({ place }: { place: Place }): JSX.Element {
  useEffect(openInbox, []);
  useAssignments();
  useNotify();
  const focused = place.screen === "inbox" && place.conversationId !== undefined;
  return (
    <div class="shell" data-focused={focused}>
      <a class="skip-link" href={focused ? "#thread" : "#main"}>
        {focused ? "Skip to the conversation" : "Skip to the content"}
      </a>
      <header class="top-bar">
        <a class="brand" href={inboxAddress("open")}>
          <BellIcon /> <span>Deskbell</span>
        </a>
        <Navigation place={place} />
        <ConnectionNote />
        <AvailabilitySwitch />
        <ShortcutsButton />
      </header>
      <ErrorBoundary>
        <Content place={place} />
      </ErrorBoundary>
      <PaletteKey openId={place.screen === "inbox" ? place.conversationId : undefined} />
      <Notices />
    </div>
  );
}

function Content({ place }: { place: Place }): JSX.Element {
  const state = inboxState.value;
  if (state?.phase === "failed")
    return (
      <main class="whole-page" id="main">
        <FailureNote problem={state.problem ?? "The desk refused."} onRetry={reopenInbox} />
      </main>
    );
  return place.screen === "settings" ? (
    <SettingsScreen place={place} />
  ) : (
    <InboxScreen list={place.list} conversationId={place.conversationId} />
  );
}
