import type { JSX } from "preact";
import type { OutsideApp } from "../../../protocol/resources.ts";
import { LoadedView, useLoaded } from "../../loaded.tsx";
import { api } from "../../session.ts";
import { AdminsOnly, unlessForbidden } from "../for-admins.tsx";
import { WebhookBoard } from "./webhook-board.tsx";

/** The webhooks of one outside app, on its own page. */
export function AppWebhooksCard({ app }: { app: OutsideApp }): JSX.Element {
  const { loaded, reload } = useLoaded(() => unlessForbidden(api.webhooks()));
  return (
    <section class="card" aria-labelledby="app-webhooks">
      <h2 id="app-webhooks">Webhooks</h2>
      <LoadedView loaded={loaded.value} onRetry={() => void reload()} what="the webhooks">
        {(answer) =>
          answer === undefined ? (
            <AdminsOnly />
          ) : (
            <WebhookBoard
              loaded={answer.webhooks.filter(({ appId }) => appId === app.id)}
              apps={[app]}
              appId={app.id}
            />
          )
        }
      </LoadedView>
    </section>
  );
}
