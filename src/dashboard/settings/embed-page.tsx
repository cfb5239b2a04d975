import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { CopyButton } from "../copy-button.tsx";
import { LoadedView, useLoaded } from "../loaded.tsx";
import { api } from "../session.ts";

/** How to put the bell on a page, and how a host site tells the desk who its customers are. */
export function EmbedPage(): JSX.Element {
  const { loaded, reload } = useLoaded(() => api.embed());
  return (
    <LoadedView loaded={loaded.value} onRetry={() => void reload()} what="the snippet">
      {({ snippet, identitySecret }) => (
        <>
          <section class="card" aria-labelledby="embed-snippet">
            <h2 id="embed-snippet">Put the bell on your pages</h2>
            <p>
              Paste this line before <code>&lt;/body&gt;</code> on every page where customers may ring.
              Nothing else loads until somebody clicks the bell. See it work on the{" "}
              <a href="/demo" target="_blank" rel="noopener">
                demo page
              </a>
              .
            </p>
            <pre class="code" tabIndex={0} aria-label="Snippet">
              <code>{snippet}</code>
            </pre>
            <CopyButton text={snippet} label="Copy snippet" />
          </section>
          <section class="card" aria-labelledby="embed-identity">
            <h2 id="embed-identity">Tell us who your customers are</h2>
            <p>
              Without more, customers are anonymous visitors of one browser. If they sign in on your site, let
              your backend vouch for them: it signs a short-lived JWT (HS256, with the identity secret) and
              the page passes it on. The same <code>sub</code> is then the same customer on every device.
            </p>
            <pre class="code" tabIndex={0} aria-label="Claims of the identity token">
              <code>{IDENTITY_CLAIMS}</code>
            </pre>
            {identitySecret === undefined ? (
              <p class="muted">Admins see the identity secret here.</p>
            ) : (
              <IdentitySecret secret={identitySecret} />
            )}
          </section>
        </>
      )}
    </LoadedView>
  );
}

const IDENTITY_CLAIMS = `{
  "sub": "customer-4711",        // your id for them, required
  "exp": 1790000000,             // in seconds, required, soon
  "name": "Vera",                // optional
  "email": "vera@example.com"    // optional
}`;

function IdentitySecret({ secret }: { secret: string }): JSX.Element {
  const shown = useSignal(false);
  return (
    <div class="secret">
      <p>
        <strong>Identity secret.</strong> Whoever has it can speak as any customer: keep it on your backend,
        never in a page.
      </p>
      {shown.value ? (
        <>
          <pre class="code" tabIndex={0} aria-label="Identity secret">
            <code>{secret}</code>
          </pre>
          <CopyButton text={secret} label="Copy secret" />
        </>
      ) : (
        <button
          type="button"
          class="button button-quiet"
          onClick={() => {
            shown.value = true;
          }}
        >
          Reveal the secret
        </button>
      )}
    </div>
  );
}
