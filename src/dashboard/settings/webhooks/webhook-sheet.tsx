import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { WebhookWishes } from "../../../client/desk-api.ts";
import { ProblemError } from "../../../client/problem-error.ts";
import type { OutsideApp } from "../../../protocol/resources.ts";
import type { Webhook } from "../../../protocol/webhooks.ts";
import { Field } from "../../account/field.tsx";
import { api } from "../../session.ts";
import { Submission } from "../../submission.ts";
import { DIALECT_NAMES } from "../apps/credentials.tsx";
import { Form } from "../form.tsx";
import { Sheet } from "../sheet.tsx";
import { EventsField } from "./events-field.tsx";
import { eventsFor } from "./webhook-event-words.ts";

export interface WebhookSheetProps {
  /** The one to change; undefined to make one. */
  webhook: Webhook | undefined;
  apps: readonly OutsideApp[];
  /** The app that a new one is for; undefined to choose among them and the desk. */
  appId: string | undefined;
  onSaved: (webhook: Webhook) => void;
  onClose: () => void;
}

/** Asks where a webhook leads, what it is told and whether it is on. */
export function WebhookSheet({ webhook, apps, appId, onSaved, onClose }: WebhookSheetProps): JSX.Element {
  const submission = useMemo(() => new Submission(["url", "events"]), []);
  const ownerId = useSignal(webhook === undefined ? (appId ?? null) : webhook.appId);
  const wishes = useSignal<WebhookWishes>({
    url: webhook?.url ?? "",
    events: webhook?.events ?? [],
    key: webhook?.key ?? null,
    enabled: webhook?.enabled ?? true,
  });
  const change = (part: Partial<WebhookWishes>) => {
    wishes.value = { ...wishes.value, ...part };
  };
  const owner = apps.find(({ id }) => id === ownerId.value);
  const save = async (close: () => void) => {
    judge(wishes.value);
    const { webhook: saved } = await (webhook === undefined
      ? api.createWebhook({ ...wishes.value, ...(ownerId.value === null ? {} : { appId: ownerId.value }) })
      : api.changeWebhook(webhook.id, changesOf(wishes.value, webhook)));
    onSaved(saved);
    close();
  };
  return (
    <Sheet title={webhook === undefined ? "New webhook" : "Edit webhook"} onClose={onClose}>
      {(close) => (
        <Form submission={submission} onSubmit={() => save(close)}>
          {webhook === undefined && appId === undefined && apps.length > 0 && (
            <OwnerField
              apps={apps}
              value={ownerId.value}
              onValue={(id) => {
                ownerId.value = id;
                change({ events: [], key: null });
              }}
            />
          )}
          <Field
            label="Address"
            name="url"
            value={wishes.value.url}
            onValue={(url) => change({ url })}
            autoComplete="off"
            inputMode="url"
            problem={submission.fields.value["url"]}
            hint="Where the requests go, such as https://shop.example/hooks."
          />
          <EventsField
            offered={eventsFor(ownerId.value)}
            chosen={wishes.value.events}
            onChosen={(events) => change({ events })}
            problem={submission.fields.value["events"]}
          />
          {owner !== undefined && (
            <KeyField app={owner} value={wishes.value.key ?? null} onValue={(key) => change({ key })} />
          )}
          <label class="check">
            <input
              type="checkbox"
              checked={wishes.value.enabled}
              onChange={(event) => change({ enabled: event.currentTarget.checked })}
            />
            On. Switched off it is told nothing; what waits for it is kept.
          </label>
          <div class="form-deeds">
            <button type="submit" class="button" aria-busy={submission.busy.value}>
              Save webhook
            </button>
            <button type="button" class="button button-quiet" onClick={close}>
              Cancel
            </button>
          </div>
        </Form>
      )}
    </Sheet>
  );
}

interface OwnerFieldProps {
  apps: readonly OutsideApp[];
  value: string | null;
  onValue: (appId: string | null) => void;
}

function OwnerField({ apps, value, onValue }: OwnerFieldProps): JSX.Element {
  return (
    <div class="field">
      <label for="webhook-owner">Tells of</label>
      <select
        id="webhook-owner"
        // No app's id is empty.
        value={value ?? ""}
        onChange={(event) => onValue(event.currentTarget.value === "" ? null : event.currentTarget.value)}
      >
        <option value="">The desk</option>
        {apps.map(({ id, name }) => (
          <option key={id} value={id}>
            App: {name}
          </option>
        ))}
      </select>
    </div>
  );
}

interface KeyFieldProps {
  app: OutsideApp;
  value: string | null;
  onValue: (key: string | null) => void;
}

function KeyField({ app, value, onValue }: KeyFieldProps): JSX.Element {
  return (
    <div class="field">
      <label for="webhook-key">Signed with</label>
      <select
        id="webhook-key"
        value={value ?? ""}
        onChange={(event) => onValue(event.currentTarget.value === "" ? null : event.currentTarget.value)}
      >
        <option value="">The app's first key</option>
        {app.keys.map(({ key, dialect }) => (
          <option key={key} value={key}>
            {DIALECT_NAMES[dialect]} key {key}
          </option>
        ))}
      </select>
      <p class="field-hint">Its dialect is the one that the requests speak.</p>
    </div>
  );
}

function judge({ url, events }: WebhookWishes): void {
  const fields = [
    url.trim() === "" && { path: "url", message: "Write an address." },
    events.length === 0 && { path: "events", message: "Choose at least one." },
  ].filter((fault) => fault !== false);
  if (fields.length > 0)
    throw new ProblemError({ title: "Some fields are wrong", code: "invalid-input", status: 422, fields });
}

/** An untouched key is not named: it may be gone, and naming it would be refused. */
function changesOf({ key = null, ...wishes }: WebhookWishes, webhook: Webhook): Partial<WebhookWishes> {
  return key === webhook.key ? wishes : { ...wishes, key };
}
