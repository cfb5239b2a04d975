import type { Database } from "../../store/database.ts";
import type { Tx } from "../../store/group-commit.ts";
import type { Notice, NoticeDetail } from "../../store/notices.ts";
import type { OutgoingMail } from "./outgoing-mail.ts";

/** What is to be done with a notice that is due: send it, look again later, or forget it because its reason is gone. */
export type Judgement =
  | { readonly send: NoticeDetail }
  | { readonly waitUntil: number }
  | { readonly drop: string };

/** One kind of notice: when it goes, and what it says. */
export interface NoticeWriter {
  /** Asked in the transaction that claims the notice, each time before it is sent. */
  judge(db: Database, notice: Notice, now: number): Promise<Judgement>;
  /** Writes the mail by the notice's detail; undefined when there is nobody any more to send it to. */
  write(db: Database, notice: Notice): Promise<OutgoingMail | undefined>;
  /** Notes what follows from its having been sent, in the transaction that says so. */
  sent?(tx: Tx, notice: Notice, now: number): Promise<void>;
}

/** What writers know of the desk. The links are signed by the desk, which alone can read them again. */
export interface MailContext {
  readonly deskName: string;
  /** Where the desk is reached, without a trailing slash. */
  readonly publicUrl: () => string;
  /** Leads the customer into the conversation on any device. */
  readonly resumeUrl: (subject: { customerId: number; conversationId: number }) => Promise<string>;
  /** Where the person's answers come in; undefined when they don't. */
  readonly replyAddress: (subject: {
    personId: number;
    conversationId: number;
  }) => Promise<string | undefined>;
  /** The whole conversation, as it can be downloaded. */
  readonly transcript: (conversationId: number) => Promise<{ text: string; html: string }>;
}
