import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { OutsideApp } from "../../../protocol/resources.ts";
import { LoadedView, useLoaded } from "../../loaded.tsx";
import { appAddress } from "../../route.ts";
import { api } from "../../session.ts";
import { AdminsOnly, unlessForbidden } from "../for-admins.tsx";
import { Credentials } from "./credentials.tsx";
import { NewAppSheet } from "./new-app-sheet.tsx";

/** The apps of others that use this server's channels, each with its keys, and a way to make more. */
export function AppsPage(): JSX.Element {
  const { loaded, reload } = useLoaded(() => unlessForbidden(api.apps()));
  const making = useSignal(false);
  const newApp = (
    <button
      type="button"
      class="button"
      onClick={() => {
        making.value = true;
      }}
    >
      New app
    </button>
  );
  return (
    <>
      <LoadedView loaded={loaded.value} onRetry={() => void reload()} what="the apps">
        {(answer) => {
          if (answer === undefined) return <AdminsOnly />;
          if (answer.apps.length === 0) return <NoApps>{newApp}</NoApps>;
          return (
            <>
              <div class="page-lead">
                <p class="muted">Programs of your own that use this server's channels.</p>
                {newApp}
              </div>
              <ul class="plain-list">
                {answer.apps.map((app) => (
                  <AppCard key={app.id} app={app} />
                ))}
              </ul>
            </>
          );
        }}
      </LoadedView>
      {making.value && (
        <NewAppSheet
          onClose={() => {
            making.value = false;
          }}
        />
      )}
    </>
  );
}

function NoApps({ children }: { children: JSX.Element }): JSX.Element {
  return (
    <section class="card" aria-labelledby="no-apps">
      <h2 id="no-apps">Channels for your own programs</h2>
      <p>
        An outside app is a program of yours that sends events to browsers and phones through this server: a
        live score, a shared list, a chat of your own. It has channels of its own, apart from the desk's, and
        keys to reach them.
      </p>
      <p>
        Whatever was written for Pusher Channels or Apinator works: give it the key, the host and the port
        that stand here once you have made the app.
      </p>
      {children}
    </section>
  );
}

function AppCard({ app }: { app: OutsideApp }): JSX.Element {
  const { id, name, settings, keys } = app;
  return (
    <li class="card app-card">
      <div class="app-head">
        <h2>
          <a class="quiet-link" href={appAddress(id)}>
            {name}
          </a>
        </h2>
        {!settings.enabled && <span class="tag">Off</span>}
        <span class="muted app-id">
          App id <code>{id}</code>
        </span>
        <a class="button button-quiet" href={appAddress(id)}>
          Open<span class="only-heard"> {name}</span>
        </a>
      </div>
      {keys.map((key) => (
        <Credentials key={key.key} appKey={key} />
      ))}
      {keys.length === 0 && <p class="muted">It has no key, so nothing can connect.</p>}
    </li>
  );
}
