import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { NotificationSettings } from "../../../protocol/notifications.ts";
import { playTone, readyToSound } from "../../notify/tone.ts";
import type { Change } from "./notifications-page.tsx";
import { SwitchRow } from "./switch-row.tsx";

export interface CardProps {
  settings: NotificationSettings;
  onChange: (change: Change) => void;
}

/** The tone, and a way to hear it. */
export function SoundCard({ settings, onChange }: CardProps): JSX.Element {
  const isMute = useSignal(false);
  const play = async () => {
    isMute.value = !(await readyToSound());
    if (!isMute.value) playTone();
  };
  return (
    <section class="card">
      <h2>Sound</h2>
      <SwitchRow
        label="Play a sound"
        sentence="When a conversation becomes yours or a customer writes and you are not looking at it. One tab plays it, however many are open, once you have clicked or typed there."
        checked={settings.sound}
        onChange={(sound) => onChange({ sound })}
      />
      <button type="button" class="button button-quiet" onClick={() => void play()}>
        Play sound
      </button>
      {isMute.value && (
        <p role="alert">This browser does not let the page be heard. Look at its sound settings.</p>
      )}
    </section>
  );
}
