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
import { TeamPage } from "./team-page.tsx";

const AppsPage: ComponentType = lazy(async () => (await import("./apps/apps-page.tsx")).AppsPage);
const AppPage: ComponentType<{ id: string }> = lazy(
  async () => (await import("./apps/app-page.tsx")).AppPage,
);
const WebhooksPage: ComponentType = lazy(
  async () => (await import("./webhooks/webhooks-page.tsx")).WebhooksPage,
);

const PAGES: Record<SettingsPage, { title: string; View: ComponentType; forAdmins?: boolean }> = {
  embed: { title: "Embed", View: EmbedPage },
  team: { title: "Team", View: TeamPage },
  apps: { title: "Apps", View: AppsPage, forAdmins: true },
  webhooks: { title: "Webhooks", View: WebhooksPage, forAdmins: true },
  statistics: { title: "Statistics", View: StatisticsPage },
  profile: { title: "Profile", View: ProfilePage },
};

export interface SettingsScreenProps {
  place: Extract<Route, { screen: "settings" }>;
}

/** The settings: their pages beside one another, one of them open. */
export function SettingsScreen({ place: { page, appId } }: SettingsScreenProps): JSX.Element {
  const { title, View, forAdmins = false } = PAGES[page];
  usePageTitle(appId === undefined ? title : `App ${appId}`);
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
        key={`${page}/${appId}`}
        class="settings-page"
        id="main"
        tabIndex={0}
        aria-label={title}
      >
        {appId === undefined && <h1>{title}</h1>}
        {forAdmins ? (
          <ForAdmins>{appId === undefined ? <View /> : <AppPage id={appId} />}</ForAdmins>
        ) : (
          <View />
        )}
      </main>
    </div>
  );
}
