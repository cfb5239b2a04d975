import type { JSX } from "preact";
import { LoadedView, useLoaded } from "../../loaded.tsx";
import { api } from "../../session.ts";
import { AdminsOnly, unlessForbidden } from "../for-admins.tsx";
import { WebhookBoard } from "./webhook-board.tsx";

/** Every webhook, the desk's own and those of outside apps, and what became of what they were to be told. */
export function WebhooksPage(): JSX.Element {
  const { loaded, reload } = useLoaded(() => unlessForbidden(Promise.all([api.webhooks(), api.apps()])));
  return (
    <LoadedView loaded={loaded.value} onRetry={() => void reload()} what="the webhooks">
      {(answer) => {
        if (answer === undefined) return <AdminsOnly />;
        const [{ webhooks }, { apps }] = answer;
        return <WebhookBoard loaded={webhooks} apps={apps} appId={undefined} />;
      }}
    </LoadedView>
  );
}
