import type { Store } from "../store/open-store.ts";
import type { MailSetup } from "./mail-setup.ts";
import type { PushSetup } from "./push-setup.ts";

/** What every verb of the desk works on. */
export interface Desk {
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How long an agent who closed their last dashboard still counts as there, in milliseconds. */
  readonly awayAfterMs: number;
  /** What the desk calls itself to customers. */
  readonly name: string;
  /** Where the desk is reached from outside, without a trailing slash. */
  readonly publicUrl: () => string;
  /** Settles when this process serves the outside apps as they are stored now. */
  readonly refreshApps: () => Promise<void>;
  /** Has what was just queued for a webhook delivered now, without waiting for the next regular look at the queue. */
  readonly wakeWebhooks: () => void;
  /** Shared with the host site's backend, which signs its customers' identities with it. */
  readonly identitySecret: string;
  /** The realtime app's public key and the secret its channel authorisations are signed with. */
  readonly realtime: { readonly key: string; readonly secret: string };
  /** Where files are kept beside the database. */
  readonly dataDir: string;
  readonly mail: MailSetup;
  readonly push: PushSetup;
}
