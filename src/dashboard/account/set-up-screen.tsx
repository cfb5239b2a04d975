import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { ProblemError } from "../../client/problem-error.ts";
import { inboxAddress, signInAddress } from "../route.ts";
import { navigate } from "../router.ts";
import { api, enter } from "../session.ts";
import { AccountForm } from "./account-form.tsx";
import { AccountPage } from "./account-page.tsx";
import { takeLinkToken } from "./link-token.ts";

/** The first run: whoever holds the link that the server printed becomes the first admin. */
export function SetUpScreen(): JSX.Element {
  const token = useMemo(takeLinkToken, []);
  const state = useSignal<"form" | "spent" | "done-before">(token === undefined ? "spent" : "form");

  useEffect(() => {
    void isSetUp().then((done) => {
      if (done) state.value = "done-before";
      return undefined;
    });
  }, [state]);

  if (state.value === "done-before") return <AlreadySetUp />;
  if (state.value === "spent" || token === undefined) return <SetUpLinkSpent />;
  return (
    <AccountPage
      title="Set up your desk"
      lead="You are the first one here. Make yourself an account; you can invite colleagues afterwards."
    >
      <AccountForm
        isNew
        submitLabel="Open the desk"
        onSubmit={async (credentials) => {
          try {
            await api.setUp({ token, ...credentials });
            enter();
            navigate(inboxAddress("open"), { replace: true });
          } catch (failure) {
            if (!(failure instanceof ProblemError && failure.code === "link-spent")) throw failure;
            state.value = "spent";
          }
        }}
      />
    </AccountPage>
  );
}

/** Only a courtesy, so silent when it fails: the form itself is refused when somebody was faster. */
async function isSetUp(): Promise<boolean> {
  try {
    return (await api.desk()).setUp;
  } catch {
    return false;
  }
}

function AlreadySetUp(): JSX.Element {
  return (
    <AccountPage title="This desk is set up" lead="Its first account exists. Sign in with yours.">
      <a class="button wide" href={signInAddress(inboxAddress("open"))}>
        Sign in
      </a>
    </AccountPage>
  );
}

function SetUpLinkSpent(): JSX.Element {
  return (
    <AccountPage
      title="This link does not open the desk"
      lead="It was used, has expired or is incomplete. The server prints a fresh one each time it starts, until the first account exists."
    >
      <a class="button button-quiet wide" href={signInAddress(inboxAddress("open"))}>
        Sign in instead
      </a>
    </AccountPage>
  );
}
