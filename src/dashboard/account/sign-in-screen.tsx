import type { JSX } from "preact";
import { navigate } from "../router.ts";
import { api, enter, sessionEnded } from "../session.ts";
import { AccountForm } from "./account-form.tsx";
import { AccountPage } from "./account-page.tsx";

/** Signs an agent in, then leads back to `returnTo`. */
export function SignInScreen({ returnTo }: { returnTo: string }): JSX.Element {
  return (
    <AccountPage
      title="Sign in"
      lead={
        sessionEnded.value
          ? "Your session has ended. Sign in again; what you were writing is kept."
          : undefined
      }
    >
      <AccountForm
        isNew={false}
        submitLabel="Sign in"
        onSubmit={async ({ email, password }) => {
          await api.signIn({ email, password });
          enter();
          navigate(returnTo, { replace: true });
        }}
      />
    </AccountPage>
  );
}
