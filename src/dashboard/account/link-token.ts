/**
 * The one-time token of a set-up or invitation link. It comes in the fragment, which no server ever sees, and is
 * moved from the address bar into the history entry, so that it is neither shoulder-surfed nor lost by a reload.
 */
export function takeLinkToken(): string | undefined {
  const token = location.hash.slice(1);
  if (token !== "") {
    history.replaceState({ linkToken: token }, "", location.pathname);
    return token;
  }
  const state: unknown = history.state;
  return isTokenState(state) ? state.linkToken : undefined;
}

function isTokenState(state: unknown): state is { linkToken: string } {
  return (
    typeof state === "object" && state !== null && "linkToken" in state && typeof state.linkToken === "string"
  );
}
