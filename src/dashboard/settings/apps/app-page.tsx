import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { OutsideApp } from "../../../protocol/resources.ts";
import { BackIcon } from "../../../ui/icons.tsx";
import { LoadedView, useLoaded } from "../../loaded.tsx";
import { settingsAddress } from "../../route.ts";
import { api } from "../../session.ts";
import { AdminsOnly, unlessForbidden } from "../for-admins.tsx";
import { AppWebhooksCard } from "../webhooks/app-webhooks-card.tsx";
import { ConnectCard } from "./connect-card.tsx";
import { DeleteAppCard } from "./delete-app-card.tsx";
import { KeysCard } from "./keys-card.tsx";
import { SettingsForm } from "./settings-form.tsx";

/** One outside app: how to connect to it, its keys, its settings, and its end. */
export function AppPage({ id }: { id: string }): JSX.Element {
  const { loaded, reload } = useLoaded(() => unlessForbidden(api.apps()));
  return (
    <>
      <a class="back-link" href={settingsAddress("apps")}>
        <BackIcon /> All apps
      </a>
      <LoadedView loaded={loaded.value} onRetry={() => void reload()} what="the app">
        {(answer) => {
          const found = answer?.apps.find((app) => app.id === id);
          if (answer === undefined) return <AdminsOnly />;
          return found === undefined ? <NoSuchApp /> : <AppView loaded={found} />;
        }}
      </LoadedView>
    </>
  );
}

function AppView({ loaded }: { loaded: OutsideApp }): JSX.Element {
  const app = useSignal(loaded);
  const onChange = (changed: OutsideApp) => {
    app.value = changed;
  };
  return (
    <>
      <div class="app-head">
        <h1>{app.value.name}</h1>
        {!app.value.settings.enabled && <span class="tag">Off</span>}
        <span class="muted app-id">
          App id <code>{app.value.id}</code>
        </span>
      </div>
      <ConnectCard app={app.value} />
      <KeysCard app={app.value} onChange={onChange} />
      <SettingsForm app={app.value} onChange={onChange} />
      <AppWebhooksCard app={app.value} />
      <DeleteAppCard app={app.value} />
    </>
  );
}

function NoSuchApp(): JSX.Element {
  return (
    <section class="card">
      <h1>No such app</h1>
      <p>There is no app with this id. A colleague may have deleted it.</p>
    </section>
  );
}
