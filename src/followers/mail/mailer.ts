import type { Transporter } from "nodemailer";
import type { NoticeSender, SendResult } from "../notice-sender.ts";
import type { OutgoingMail } from "./outgoing-mail.ts";

/** Timeouts of one sending: a server that hangs must not hold up the queue for long. */
const CONNECT_TIMEOUT_MS = 20_000;
const SILENCE_TIMEOUT_MS = 60_000;

/** What every mail of ours says of itself, so that no program answers it. */
const AUTOMATIC_HEADERS = {
  "Auto-Submitted": "auto-generated",
  "X-Auto-Response-Suppress": "All",
  "X-Deskbell-Notice": "1",
} as const;

/** Sends by SMTP: `smtp://user:password@host:587` (STARTTLS where the server has it) or `smtps://…:465`. */
export class SmtpMailer implements NoticeSender<OutgoingMail> {
  readonly #url: string;
  readonly #from: string;
  #transport: Promise<Transporter> | undefined;

  constructor({ url, from }: { url: string; from: string }) {
    this.#url = url;
    this.#from = from;
  }

  async send(mail: OutgoingMail, signal: AbortSignal): Promise<SendResult> {
    try {
      this.#transport ??= transportTo(this.#url);
      const transport = await this.#transport;
      await transport.sendMail({
        signal,
        from: this.#from,
        to: mail.to,
        replyTo: mail.replyTo,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        messageId: mail.messageId,
        inReplyTo: mail.thread.at(-1),
        references: [...mail.thread],
        headers: { ...AUTOMATIC_HEADERS, ...mail.headers },
        attachments: mail.files?.map(({ name, type, content }) => ({
          filename: name,
          contentType: type,
          content,
        })),
      });
      return { sent: true };
    } catch (error) {
      return { sent: false, because: reasonOf(error), error: sentenceOf(error) };
    }
  }
}

/** The library is loaded for the first mail: a desk that sends none starts sooner and is smaller. */
async function transportTo(url: string): Promise<Transporter> {
  const { createTransport } = await import("nodemailer");
  return createTransport({
    url,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    // A mail is made of what customers wrote: nothing in it may have files or addresses fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/**
 * Only a server's own 5xx to an address or a mail is final. A wrong password or a certificate that has expired is the
 * operator's to mend, and the mail waits until it is.
 */
function reasonOf(error: unknown): "refused" | "later" | "lost" {
  const { responseCode, code } = error as { responseCode?: unknown; code?: unknown };
  if (code === "EAUTH") return "lost";
  if (typeof responseCode !== "number")
    return code === "EENVELOPE" || code === "EMESSAGE" ? "refused" : "lost";
  return responseCode >= 500 && responseCode < 600 ? "refused" : "later";
}

function sentenceOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
