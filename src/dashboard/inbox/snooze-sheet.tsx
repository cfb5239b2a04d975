import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { showNotice } from "../notices.tsx";
import { inboxAddress } from "../route.ts";
import { navigate } from "../router.ts";
import { api } from "../session.ts";
import { Sheet } from "../settings/sheet.tsx";
import { Submission } from "../submission.ts";
import { snoozeTimes } from "./snooze-times.ts";
import { briefTime } from "./status-words.ts";
import type { ThreadSheetProps } from "./thread-sheets.tsx";

/** Asks until when a conversation is to sleep. */
export function SnoozeSheet({ conversation, onClose }: ThreadSheetProps): JSX.Element {
  const { id, customer } = conversation;
  const submission = useMemo(() => new Submission(), []);
  const times = useMemo(() => snoozeTimes(new Date()), []);
  const picked = useSignal("");
  const snooze = (until: Date | null, close: () => void) =>
    submission.run(async () => {
      await api.snooze(id, until?.toISOString() ?? null);
      close();
      showNotice(
        until === null
          ? `${customer.name} sleeps until they write.`
          : `${customer.name} sleeps until ${briefTime(until.toISOString())}.`,
      );
      navigate(inboxAddress("open"));
    });
  return (
    <Sheet title={`Snooze ${customer.name}`} onClose={onClose}>
      {(close) => (
        <div class="snooze" aria-busy={submission.busy.value}>
          <p class="muted">It leaves your inbox until then, or until the customer writes.</p>
          <p class="form-problem" role="alert">
            {submission.problem.value}
          </p>
          <ul class="choices">
            {times.map(({ label, until }) => (
              <li key={label}>
                <button type="button" class="choice" onClick={() => void snooze(until, close)}>
                  {label} <span class="muted">{briefTime(until.toISOString())}</span>
                </button>
              </li>
            ))}
            <li>
              <button type="button" class="choice" onClick={() => void snooze(null, close)}>
                Until {customer.name} writes
              </button>
            </li>
          </ul>
          <form
            class="snooze-pick"
            onSubmit={(event) => {
              event.preventDefault();
              const until = new Date(picked.value);
              if (until.getTime() > Date.now()) void snooze(until, close);
              else submission.problem.value = "Choose a time that is still to come.";
            }}
          >
            <label for="snooze-until">Pick a time</label>
            <input
              id="snooze-until"
              class="plain-input"
              type="datetime-local"
              min={localMinute(new Date())}
              value={picked.value}
              onInput={(event) => {
                picked.value = event.currentTarget.value;
              }}
            />
            <button type="submit" class="button button-quiet">
              Snooze
            </button>
          </form>
        </div>
      )}
    </Sheet>
  );
}

/** As `datetime-local` wants it: on this device's clock, without a zone. */
function localMinute(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
