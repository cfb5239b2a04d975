import type { JSX } from "preact";
import { BellIcon } from "../../ui/icons.tsx";
import { CopyButton } from "../copy-button.tsx";
import { LoadedView, useLoaded } from "../loaded.tsx";
import { inboxAddress } from "../route.ts";
import { api, me, queueState } from "../session.ts";

/** What stands in the thread's place while there is nobody to answer: how to be found. */
export function QuietPanel(): JSX.Element {
  const { loaded, reload } = useLoaded(() => api.embed());
  const waiting = queueState.value.total;
  return (
    <div class="quiet">
      <BellIcon />
      <h2>All quiet</h2>
      <p>
        {me.value?.available === false
          ? "You are away: new conversations go to colleagues until you switch back to available."
          : "When a customer rings, the conversation lights up in the list."}
      </p>
      {waiting > 0 && (
        <a class="button button-quiet" href={inboxAddress("queue")}>
          {waiting === 1 ? "1 waits in the queue" : `${waiting} wait in the queue`}
        </a>
      )}
      <p>
        Not on your pages yet? Try the bell on the{" "}
        <a href="/demo" target="_blank" rel="noopener">
          demo page
        </a>
        , or paste this line into your own:
      </p>
      <LoadedView loaded={loaded.value} onRetry={() => void reload()} what="the snippet">
        {({ snippet }) => (
          <>
            <pre class="code" tabIndex={0} aria-label="Snippet">
              <code>{snippet}</code>
            </pre>
            <CopyButton text={snippet} label="Copy snippet" />
          </>
        )}
      </LoadedView>
    </div>
  );
}
