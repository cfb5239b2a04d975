/**
 * What went wrong before a request was sent, on its way, or in the server's judgement:
 * - `invalid-argument`: the call itself is wrong; nothing was sent;
 * - `unreachable`, `timed-out`: no answer came, so whether the server did it is unknown;
 * - `unreadable-answer`: something answered that is no Deskbell;
 * - `webhook-…`: a webhook is not to be believed;
 * - anything else: the code of the server's refusal, or `refused` if it gave none.
 */
export type DeskbellErrorCode =
  | "invalid-argument"
  | "unreachable"
  | "timed-out"
  | "refused"
  | "unreadable-answer"
  | "webhook-unsigned"
  | "webhook-foreign"
  | "webhook-forged"
  | "webhook-expired"
  | "webhook-malformed"
  | (string & {});

/** The one error that this SDK throws on purpose. */
export class DeskbellError extends Error {
  override name = "DeskbellError";
  /** Stable: branch on it. */
  readonly code: DeskbellErrorCode;
  /** The HTTP status, when the server answered. */
  readonly status: number | undefined;

  constructor(code: DeskbellErrorCode, message: string, more: { status?: number; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.status = more.status;
  }
}
