import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { LoadedView, useLoaded } from "../../loaded.tsx";
import { changeNotifications, loadNotifications, notifications } from "../../notify/settings.ts";
import { Submission } from "../../submission.ts";
import { DesktopCard } from "./desktop-card.tsx";
import { EmailCard } from "./email-card.tsx";
import { PushCard } from "./push-card.tsx";
import { QuietHoursCard } from "./quiet-hours-card.tsx";
import { SoundCard } from "./sound-card.tsx";

export type Change = Parameters<typeof changeNotifications>[0];

/** How and when one is told: each change is kept as it is made. */
export function NotificationsPage(): JSX.Element {
  const { loaded, reload } = useLoaded(loadNotifications);
  const submission = useMemo(() => new Submission(), []);
  const onChange = (change: Change) => void submission.run(() => changeNotifications(change));
  return (
    <LoadedView loaded={loaded.value} onRetry={() => void reload()} what="your notifications">
      {(first) => {
        const settings = notifications.value ?? first;
        return (
          <div class="notification-settings">
            <p class="form-problem" role="alert">
              {submission.problem.value}
            </p>
            <SoundCard settings={settings} onChange={onChange} />
            <DesktopCard settings={settings} onChange={onChange} />
            <PushCard settings={settings} onChange={onChange} />
            <EmailCard settings={settings} onChange={onChange} />
            <QuietHoursCard settings={settings} onChange={onChange} />
          </div>
        );
      }}
    </LoadedView>
  );
}
