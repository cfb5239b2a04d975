/** A mail that came in, whichever way: by a provider's webhook, as it was sent, or out of a mailbox. */
export interface InboundEmail {
  /** Without angle brackets; undefined when the mail has none. */
  readonly messageId: string | undefined;
  /** Who wrote it, as the mail itself says. */
  readonly from: string;
  /** Every address it may have come in by. */
  readonly recipients: readonly string[];
  /** The envelope's sender, which is empty for reports of failed deliveries; undefined when it is not known. */
  readonly envelopeFrom: string | undefined;
  /** By name in lower case; of several with one name, the first. */
  readonly headers: ReadonlyMap<string, string>;
  /** What is to be read, quoted text and all. */
  readonly text: string;
  readonly attachments: readonly InboundFile[];
}

/** A file of a mail, as its sender describes it. */
export interface InboundFile {
  readonly name: string;
  readonly type: string;
  /** Whether it stands in the mail's text, as a logo or a screenshot does. */
  readonly inline: boolean;
  readonly content: Uint8Array;
}

/** A mail could not be read: it is no mail, or one beyond all measure. */
export class UnreadableMail extends Error {
  override name = "UnreadableMail";
}
