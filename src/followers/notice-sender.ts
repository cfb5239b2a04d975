import type { NoticeDetail } from "../store/notices.ts";

/**
 * How a sending ended. `lost` is a server that could not be talked to at all: the next message would fare no better.
 * `detail` is what is still to be done when it was done in part.
 */
export type SendResult =
  | { readonly sent: true }
  | {
      readonly sent: false;
      readonly because: "refused" | "later" | "lost";
      readonly error: string;
      readonly detail?: NoticeDetail;
    };

/** Where messages go out. */
export interface NoticeSender<Outgoing> {
  /** Whatever happens is an answer, never an error. An aborted sending is `lost`, though the server may have it. */
  send(message: Outgoing, signal: AbortSignal): Promise<SendResult>;
}
