import type { Database } from "../store/database.ts";
import type { Tx } from "../store/group-commit.ts";
import type { Notice, NoticeDetail } from "../store/notices.ts";

/** What is to be done with a notice that is due: send it, look again later, or forget it because its reason is gone. */
export type Judgement =
  | { readonly send: NoticeDetail }
  | { readonly waitUntil: number }
  | { readonly drop: string };

/** One kind of notice: when it goes, and what it says. */
export interface NoticeWriter<Outgoing> {
  /** Asked in the transaction that claims the notice, each time before it is sent. */
  judge(db: Database, notice: Notice, now: number): Promise<Judgement>;
  /** Writes the message by the notice's detail; undefined when there is nobody any more to send it to. */
  write(db: Database, notice: Notice): Promise<Outgoing | undefined>;
  /** Notes what follows from its having been sent, in the transaction that says so. */
  sent?(tx: Tx, notice: Notice, now: number): Promise<void>;
}
