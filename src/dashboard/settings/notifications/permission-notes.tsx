import type { JSX } from "preact";

/** This browser can't, and why that may be. */
export function Unsupported({ what }: { what: string }): JSX.Element {
  return (
    <p data-state="unsupported">
      This browser can't show {what} here.
      {globalThis.isSecureContext
        ? " On an iPhone or iPad, add the dashboard to the home screen first."
        : " They need the dashboard at an address that begins with https."}
    </p>
  );
}

/** The browser was told never to show any, and only in its own settings can that be taken back. */
export function Blocked(): JSX.Element {
  return (
    <p data-state="blocked">
      Blocked in this browser. Click the icon beside the address, set <strong>Notifications</strong> to{" "}
      <strong>Allow</strong>, and load this page anew.
    </p>
  );
}
