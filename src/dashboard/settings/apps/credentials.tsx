import type { ComponentChildren, JSX } from "preact";
import type { Dialect } from "../../../protocol/app-settings.ts";
import type { OutsideApp } from "../../../protocol/resources.ts";
import { CopyButton } from "../../copy-button.tsx";
import { SecretText } from "../secret-text.tsx";

export type AppKey = OutsideApp["keys"][number];

export const DIALECT_NAMES: Record<Dialect, string> = { apinator: "Apinator", pusher: "Pusher" };

export interface CredentialsProps {
  appKey: AppKey;
  /** A deed beside the dialect, such as taking the key away. */
  children?: ComponentChildren;
}

/** One key: its dialect, itself and its secret. */
export function Credentials({ appKey: { key, secret, dialect }, children }: CredentialsProps): JSX.Element {
  return (
    <div class="credentials" role="group" aria-label={`${DIALECT_NAMES[dialect]} key ${key}`}>
      <div class="credentials-head">
        <span class="tag">{DIALECT_NAMES[dialect]}</span>
        {children}
      </div>
      <dl>
        <div>
          <dt>Key</dt>
          <dd>
            <code class="credential-value">{key}</code>
            <span class="credential-deeds">
              <CopyButton text={key} label="Copy" />
            </span>
          </dd>
        </div>
        <div>
          <dt>Secret</dt>
          <dd>
            <SecretText secret={secret} what="secret" />
          </dd>
        </div>
      </dl>
    </div>
  );
}
