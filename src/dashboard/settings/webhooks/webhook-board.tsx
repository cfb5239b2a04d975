import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { OutsideApp } from "../../../protocol/resources.ts";
import type { Webhook } from "../../../protocol/webhooks.ts";
import { showNotice } from "../../notices.tsx";
import { api } from "../../session.ts";
import { ConfirmSheet } from "../confirm-sheet.tsx";
import { DeliveriesCard } from "./deliveries-card.tsx";
import { WebhookCard } from "./webhook-card.tsx";
import { WebhookSheet } from "./webhook-sheet.tsx";

export interface WebhookBoardProps {
  loaded: readonly Webhook[];
  apps: readonly OutsideApp[];
  /** The one app that it is about; undefined for all of them and the desk. */
  appId: string | undefined;
}

type Task = { kind: "edit"; webhook: Webhook | undefined } | { kind: "remove"; webhook: Webhook };

/** Webhooks with everything to be done about them, and below what they were told. */
export function WebhookBoard({ loaded, apps, appId }: WebhookBoardProps): JSX.Element {
  const webhooks = useSignal(loaded);
  const task = useSignal<Task | undefined>(undefined);
  /** How often something was tried from here: each time there may be other deliveries to show. */
  const tries = useSignal(0);
  const addButton = useRef<HTMLButtonElement>(null);
  const onClose = () => {
    task.value = undefined;
  };
  return (
    <div class="webhook-board">
      <div class="page-lead">
        {webhooks.value.length === 0 ? <NoWebhooks appId={appId} /> : <Lead appId={appId} />}
        <button
          ref={addButton}
          type="button"
          class={appId === undefined ? "button" : "button button-quiet"}
          onClick={() => {
            task.value = { kind: "edit", webhook: undefined };
          }}
        >
          New webhook
        </button>
      </div>
      <ul class="plain-list webhooks">
        {webhooks.value.map((webhook) => (
          <WebhookCard
            key={webhook.id}
            webhook={webhook}
            app={apps.find(({ id }) => id === webhook.appId)}
            onTried={() => {
              tries.value += 1;
            }}
            onEdit={() => {
              task.value = { kind: "edit", webhook };
            }}
            onRemove={() => {
              task.value = { kind: "remove", webhook };
            }}
          />
        ))}
      </ul>
      {webhooks.value.length > 0 && <DeliveriesCard webhooks={webhooks.value} tries={tries.value} />}
      {task.value?.kind === "edit" && (
        <WebhookSheet
          webhook={task.value.webhook}
          apps={apps}
          appId={appId}
          onSaved={(saved) => {
            webhooks.value = withSaved(webhooks.value, saved);
            showNotice("The webhook is saved.");
          }}
          onClose={onClose}
        />
      )}
      {task.value?.kind === "remove" && (
        <RemoveSheet
          webhook={task.value.webhook}
          onRemoved={({ id }) => {
            webhooks.value = webhooks.value.filter((each) => each.id !== id);
            showNotice("The webhook is gone.");
            // The button that was pressed is gone too.
            requestAnimationFrame(() => addButton.current?.focus());
          }}
          onClose={onClose}
        />
      )}
    </div>
  );
}

function withSaved(webhooks: readonly Webhook[], saved: Webhook): readonly Webhook[] {
  const isKnown = webhooks.some(({ id }) => id === saved.id);
  return isKnown ? webhooks.map((each) => (each.id === saved.id ? saved : each)) : [...webhooks, saved];
}

function Lead({ appId }: { appId: string | undefined }): JSX.Element {
  return (
    <p class="muted">
      {appId === undefined
        ? "Addresses that are told what happens at the desk and in your apps."
        : "Addresses that are told what happens on this app's channels."}
    </p>
  );
}

function NoWebhooks({ appId }: { appId: string | undefined }): JSX.Element {
  if (appId !== undefined)
    return (
      <p>
        A webhook tells a backend of yours when channels are occupied or left, when members come and go, and
        what clients send. There is none yet.
      </p>
    );
  return (
    <section class="no-webhooks card" aria-labelledby="no-webhooks">
      <h2 id="no-webhooks">Tell your own programs</h2>
      <p>
        A webhook is an address of yours that is told what happens: a conversation opens, a message is
        written, a channel of an app gets its first subscriber. Each request is signed, so that your program
        knows who speaks.
      </p>
      <p>
        An address that does not answer is tried for a day, ever more slowly. What was given up then waits
        here until you send it again.
      </p>
    </section>
  );
}

interface RemoveSheetProps {
  webhook: Webhook;
  onRemoved: (webhook: Webhook) => void;
  onClose: () => void;
}

function RemoveSheet({ webhook, onRemoved, onClose }: RemoveSheetProps): JSX.Element {
  return (
    <ConfirmSheet
      title="Delete this webhook?"
      deed="Delete webhook"
      onClose={onClose}
      onConfirm={async () => {
        await api.removeWebhook(webhook.id);
        onRemoved(webhook);
      }}
    >
      <p>
        <code>{webhook.url}</code> is told nothing more. What it was still to be told is dropped, and so is
        what was given up.
      </p>
    </ConfirmSheet>
  );
}
