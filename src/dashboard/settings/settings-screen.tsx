import type { ComponentType, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { lazy } from "../lazy.tsx";
import { usePageTitle } from "../page-title.ts";
import { type Route, type SettingsPage, settingsAddress, settingsPagesFor } from "../route.ts";
import { me } from "../session.ts";
import { EmbedPage } from "./embed-page.tsx";
import { ForAdmins } from "./for-admins.tsx";
import { ProfilePage } from "./profile-page.tsx";
import { StatisticsPage } from "./statistics-page.tsx";

const AppsPage: ComponentType = lazy(async () => (await import("./apps/apps-page.tsx")).AppsPage);
const AppPage: ComponentType<{ id: string }> = lazy(
  async () => (await import("./apps/app-page.tsx")).AppPage,
);
const PeoplePage: ComponentType = lazy(async () => (await import("./people/people-page.tsx")).PeoplePage);
const TeamsPage: ComponentType = lazy(async () => (await import("./teams/teams-page.tsx")).TeamsPage);
const TeamPage: ComponentType<{ id: string }> = lazy(
  async () => (await import("./teams/team-page.tsx")).TeamPage,
);
const WebhooksPage: ComponentType = lazy(
  async () => (await import("./webhooks/webhooks-page.tsx")).WebhooksPage,
);

const NotificationsPage: ComponentType = lazy(
  async () => (await import("./notifications/notifications-page.tsx")).NotificationsPage,
);

const PAGES: Record<
  SettingsPage,
  { title: string; View: ComponentType; Item?: ComponentType<{ id: string }>; forAdmins?: boolean }
> = {
  embed: { title: "Embed", View: EmbedPage },
  people: { title: "People", View: PeoplePage },
  teams: { title: "Teams", View: TeamsPage, Item: TeamPage, forAdmins: true },
  apps: { title: "Apps", View: AppsPage, Item: AppPage, forAdmins: true },
  webhooks: { title: "Webhooks", View: WebhooksPage, forAdmins: true },
  statistics: { title: "Statistics", View: StatisticsPage },
  notifications: { title: "Notifications", View: NotificationsPage },
  profile: { title: "Profile", View: ProfilePage },
};

export interface SettingsScreenProps {
  place: Extract<Route, { screen: "settings" }>;
}

/** The settings: their pages beside one another, one of them open. */
export function SettingsScreen({ place: { page, itemId } }: SettingsScreenProps): JSX.Element {
  const { title, View, Item, forAdmins = false } = PAGES[page];
  usePageTitle(page === "apps" && itemId !== undefined ? `App ${itemId}` : title);
  const nav = useRef<HTMLElement>(null);
  const isAdmin = me.value?.role === "admin";
  useEffect(() => {
    // On a phone they stand in a row that is wider than the window.
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [page, isAdmin]);
  return (
    <div class="settings">
      <nav ref={nav} class="settings-nav" aria-label="Settings">
        {settingsPagesFor(me.value?.role).map((name) => (
          <a key={name} href={settingsAddress(name)} aria-current={name === page ? "page" : undefined}>
            {PAGES[name].title}
          </a>
        ))}
      </nav>
      <main
        // A fresh one for each place, so that it begins at its top.
        key={`${page}/${itemId}`}
        class="settings-page"
        id="main"
        tabIndex={0}
        aria-label={title}
      >
        {itemId === undefined && <h1>{title}</h1>}
        {forAdmins ? (
          <ForAdmins>
            {itemId === undefined || Item === undefined ? <View /> : <Item id={itemId} />}
          </ForAdmins>
        ) : (
          <View />
        )}
      </main>
    </div>
  );
}
