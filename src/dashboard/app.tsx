import type { JSX } from "preact";
import { AccountPage } from "./account/account-page.tsx";
import { InviteScreen } from "./account/invite-screen.tsx";
import { SetUpScreen } from "./account/set-up-screen.tsx";
import { SignInScreen } from "./account/sign-in-screen.tsx";
import { inboxAddress } from "./route.ts";
import { route } from "./router.ts";
import { Shell } from "./shell.tsx";

/** The whole dashboard: the screen that the address names. */
export function App(): JSX.Element {
  const place = route.value;
  switch (place.screen) {
    case "set-up":
      return <SetUpScreen />;
    case "invite":
      return <InviteScreen />;
    case "sign-in":
      return <SignInScreen returnTo={place.returnTo} />;
    case "unknown":
      return <NowhereScreen />;
    default:
      return <Shell place={place} />;
  }
}

function NowhereScreen(): JSX.Element {
  return (
    <AccountPage title="Nothing here" lead="This address leads nowhere in the dashboard.">
      <a class="button wide" href={inboxAddress("open")}>
        To the inbox
      </a>
    </AccountPage>
  );
}
