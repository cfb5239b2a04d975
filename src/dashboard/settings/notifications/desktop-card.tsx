import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { canNotify } from "../../notify/worker.ts";
import { Blocked, Unsupported } from "./permission-notes.tsx";
import type { CardProps } from "./sound-card.tsx";
import { SwitchRow } from "./switch-row.tsx";

/** Notifications of the desktop, from a dashboard that is open in the background. */
export function DesktopCard({ settings, onChange }: CardProps): JSX.Element {
  const permission = useSignal(canNotify ? Notification.permission : "unsupported");
  const ask = async () => {
    permission.value = await Notification.requestPermission();
    if (permission.value === "granted" && !settings.desktop) onChange({ desktop: true });
  };
  return (
    <section class="card">
      <h2>Desktop</h2>
      {permission.value === "unsupported" && <Unsupported what="notifications" />}
      {permission.value === "denied" && <Blocked />}
      {permission.value === "default" && (
        <>
          <p>Off in this browser. It will ask you whether this desk may show notifications.</p>
          <button type="button" class="button" onClick={() => void ask()}>
            Turn on notifications
          </button>
        </>
      )}
      {permission.value === "granted" && (
        <SwitchRow
          label="Show notifications"
          sentence="While the dashboard is open in the background: a conversation becomes yours, or a customer of yours writes. A click leads to it."
          checked={settings.desktop}
          onChange={(desktop) => onChange({ desktop })}
        />
      )}
    </section>
  );
}
