import type { ComponentChildren, JSX } from "preact";
import { BellIcon } from "../../ui/icons.tsx";
import { usePageTitle } from "../page-title.ts";

export interface AccountPageProps {
  title: string;
  lead?: ComponentChildren;
  children?: ComponentChildren;
}

/** The quiet page with one card that stands before the dashboard: set-up, invitation, sign-in. */
export function AccountPage({ title, lead, children }: AccountPageProps): JSX.Element {
  usePageTitle(title);
  return (
    <main class="account">
      <div class="account-card">
        <p class="account-brand">
          <BellIcon /> Deskbell
        </p>
        <h1>{title}</h1>
        {lead !== undefined && <p class="account-lead">{lead}</p>}
        {children}
      </div>
    </main>
  );
}
