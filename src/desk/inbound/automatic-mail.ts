import type { InboundEmail } from "./email.ts";

/** Headers whose mere presence says that no person has written the mail. */
const TELLTALE_HEADERS = [
  "x-autoreply",
  "x-autorespond",
  "x-autoresponder",
  "x-failed-recipients",
  "list-id",
  "x-deskbell-notice",
];
const PRECEDENCES = /^(?:bulk|junk|list|auto_reply)$/i;
/** The names under which mail servers write. */
const SERVERS = /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)@/i;

/**
 * Whether a program has written a mail: an absence note, a report of a failed delivery, a mailing list, or this desk
 * itself. Such a mail answers nothing, and answering it would never end.
 */
export function isAutomatic({ headers, from, envelopeFrom }: InboundEmail): boolean {
  const header = (name: string) => headers.get(name)?.trim() ?? "";
  // RFC 3834 section 5: any value but "no", whatever stands behind a semicolon.
  const submitted = header("auto-submitted").split(";")[0]?.trim().toLowerCase() ?? "";
  return (
    (submitted !== "" && submitted !== "no") ||
    PRECEDENCES.test(header("precedence")) ||
    TELLTALE_HEADERS.some((name) => headers.has(name)) ||
    header("x-auto-reply").toLowerCase() === "yes" ||
    /^multipart\/report\b/i.test(header("content-type")) ||
    header("return-path") === "<>" ||
    envelopeFrom === "" ||
    envelopeFrom === "<>" ||
    SERVERS.test(from)
  );
}
