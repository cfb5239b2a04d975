import type { JSX } from "preact";
import { BellIcon } from "../../ui/icons.tsx";
import { CopyButton } from "../copy-button.tsx";
import { LoadedView, useLoaded } from "../loaded.tsx";
import { api, me } from "../session.ts";

/** What stands in the thread's place while there is nobody to answer: how to be found. */
export function QuietPanel(): JSX.Element {
  const { loaded, reload } = useLoaded(() => api.embed());
  return (
    <div class="quiet">
      <BellIcon />
      <h2>All quiet</h2>
      <p>
        {me.value?.available === false
          ? "You are away: new conversations go to colleagues until you switch back to available."
          : "Nobody is waiting. When a customer rings, the conversation lights up in the list."}
      </p>
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
