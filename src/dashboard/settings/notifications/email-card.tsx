import type { JSX } from "preact";
import { type MyNotifications, UNREAD_MINUTES } from "../../../protocol/notifications.ts";
import type { Change } from "./notifications-page.tsx";
import { SettingRow, SwitchRow } from "./switch-row.tsx";

export interface EmailCardProps {
  settings: MyNotifications;
  onChange: (change: Change) => void;
}

/** What goes by e-mail, or that nothing does. */
export function EmailCard({ settings, onChange }: EmailCardProps): JSX.Element {
  const { email, mailOn } = settings;
  return (
    <section class="card">
      <h2>E-mail</h2>
      {!mailOn && (
        <p data-state="mail-off">
          <strong>E-mail is off: this desk has no mail server, so none of these is sent.</strong> Whoever runs
          the desk switches it on with <code>SMTP_URL</code>.
        </p>
      )}
      <SwitchRow
        label="Somebody waits and nobody is online"
        sentence="For the teams that you are in; several go in one mail."
        checked={email.queue}
        onChange={(queue) => onChange({ email: { queue } })}
      />
      <SettingRow
        label="A customer of yours is unread for"
        sentence={`In minutes, up to ${UNREAD_MINUTES[1]}; 0 for never.`}
        kind="number"
      >
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            inputMode="numeric"
            autocomplete="off"
            value={email.unreadMinutes}
            onChange={(event) => {
              const { value } = event.currentTarget;
              // What is no number is refused by the desk, in words.
              onChange({ email: { unreadMinutes: value.trim() === "" ? Number.NaN : Number(value) } });
            }}
          />
        )}
      </SettingRow>
    </section>
  );
}
