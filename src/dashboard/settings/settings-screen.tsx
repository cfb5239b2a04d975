import type { ComponentType, JSX } from "preact";
import { usePageTitle } from "../page-title.ts";
import { SETTINGS_PAGES, type SettingsPage, settingsAddress } from "../route.ts";
import { EmbedPage } from "./embed-page.tsx";
import { ProfilePage } from "./profile-page.tsx";
import { StatisticsPage } from "./statistics-page.tsx";
import { TeamPage } from "./team-page.tsx";

const PAGES: Record<SettingsPage, { title: string; View: ComponentType }> = {
  embed: { title: "Embed", View: EmbedPage },
  team: { title: "Team", View: TeamPage },
  statistics: { title: "Statistics", View: StatisticsPage },
  profile: { title: "Profile", View: ProfilePage },
};

/** The settings: their pages beside one another, one of them open. */
export function SettingsScreen({ page }: { page: SettingsPage }): JSX.Element {
  const { title, View } = PAGES[page];
  usePageTitle(title);
  return (
    <div class="settings">
      <nav class="settings-nav" aria-label="Settings">
        {SETTINGS_PAGES.map((name) => (
          <a key={name} href={settingsAddress(name)} aria-current={name === page ? "page" : undefined}>
            {PAGES[name].title}
          </a>
        ))}
      </nav>
      <main class="settings-page" id="main" tabIndex={0} aria-labelledby="settings-title">
        <h1 id="settings-title">{title}</h1>
        <View />
      </main>
    </div>
  );
}
