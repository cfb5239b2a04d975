import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { ProblemError } from "../../client/problem-error.ts";
import { inboxAddress, signInAddress } from "../route.ts";
import { navigate } from "../router.ts";
import { api, enter } from "../session.ts";
import { AccountForm } from "./account-form.tsx";
import { AccountPage } from "./account-page.tsx";
import { takeLinkToken } from "./link-token.ts";

/** Whoever holds an invitation's link makes themselves an account with it, once. */
export function InviteScreen(): JSX.Element {
  const token = useMemo(takeLinkToken, []);
  const spent = useSignal(token === undefined);

  if (spent.value || token === undefined) return <InvitationSpent />;
  return (
    <AccountPage title="Join the desk" lead="A colleague invited you to answer customers here.">
      <AccountForm
        isNew
        submitLabel="Join"
        onSubmit={async (credentials) => {
          try {
            await api.acceptInvitation({ token, ...credentials });
            enter();
            navigate(inboxAddress("open"), { replace: true });
          } catch (failure) {
            if (!(failure instanceof ProblemError && failure.code === "link-spent")) throw failure;
            spent.value = true;
          }
        }}
      />
    </AccountPage>
  );
}

function InvitationSpent(): JSX.Element {
  return (
    <AccountPage
      title="This invitation is no longer open"
      lead="It was used, has expired or is incomplete. Ask the colleague who sent it for a new one."
    >
      <a class="button button-quiet wide" href={signInAddress(inboxAddress("open"))}>
        Sign in instead
      </a>
    </AccountPage>
  );
}
