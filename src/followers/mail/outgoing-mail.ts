/** A mail that is ready to be sent. */
export interface OutgoingMail {
  readonly to: { readonly name: string; readonly address: string };
  readonly replyTo?: string | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** With its angle brackets. */
  readonly messageId: string;
  /** The Message-IDs of the mails before it in its thread, oldest first, with their angle brackets. */
  readonly thread: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly files?: readonly { readonly name: string; readonly type: string; readonly content: string }[];
}
