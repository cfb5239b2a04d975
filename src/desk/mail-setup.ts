/** What the desk knows of its mail. */
export interface MailSetup {
  /** Whom mail is from, such as `Support <support@example.com>`; undefined when none is sent. */
  readonly from: string | undefined;
  /** Where answers go, such as `reply@chat.example.com`; undefined when they are not read. */
  readonly inboundAddress: string | undefined;
  /** Signs links and addresses in mails. */
  readonly secret: string;
  /** The right side of our Message-IDs. */
  readonly domain: string;
  /** Somebody has queued a mail. */
  readonly wake: () => void;
}
