import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { OutsideApp } from "../../../protocol/resources.ts";
import { CopyButton } from "../../copy-button.tsx";
import { deskbellSnippet, publishSnippet, pusherSnippet } from "./connection-snippets.ts";

const CHOICES = ["pusher-js", "Our client"] as const;

/** What to paste into a page and a backend so that they reach the app. */
export function ConnectCard({ app }: { app: OutsideApp }): JSX.Element {
  const { hostname, port, protocol } = location;
  const pusherKey = app.keys.find(({ dialect }) => dialect === "pusher");
  const chosen = useSignal<(typeof CHOICES)[number]>(pusherKey === undefined ? "Our client" : "pusher-js");
  const key = chosen.value === "pusher-js" ? pusherKey : app.keys[0];
  const snippetFor = chosen.value === "pusher-js" ? pusherSnippet : deskbellSnippet;
  return (
    <section class="card" aria-labelledby="app-connect">
      <h2 id="app-connect">Connect</h2>
      <p>
        Host <code>{hostname}</code>, port <code>{port || (protocol === "https:" ? "443" : "80")}</code>.
      </p>
      <fieldset class="segments">
        <legend class="only-heard">Connect with</legend>
        {CHOICES.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="connect-with"
              checked={chosen.value === name}
              onChange={() => {
                chosen.value = name;
              }}
            />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      {key === undefined ? (
        <p class="muted">
          {chosen.value === "pusher-js"
            ? "pusher-js speaks Pusher's dialect: add a Pusher key below, and the lines to paste appear here."
            : "Add a key below, and the lines to paste appear here."}
        </p>
      ) : (
        <>
          <Snippet title="In the page" text={snippetFor(key.key, location)} />
          <Snippet
            title="In the backend, to publish"
            text={publishSnippet({ id: app.id, key: key.key }, location)}
          />
        </>
      )}
    </section>
  );
}

function Snippet({ title, text }: { title: string; text: string }): JSX.Element {
  return (
    <div class="snippet" role="group" aria-label={title}>
      <div class="snippet-head">
        <h3>{title}</h3>
        <CopyButton text={text} label="Copy" />
      </div>
      <pre class="code" tabIndex={0} aria-label={title}>
        <code>{text}</code>
      </pre>
    </div>
  );
}
