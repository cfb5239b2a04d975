import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

/** A mail as a server got it. */
export interface CaughtMail extends Email {
  /** The envelope's addresses. */
  readonly recipients: readonly string[];
  readonly raw: string;
}

/** What the server answers to a mail: undefined takes it. */
export interface SmtpRefusal {
  readonly code: number;
  readonly text: string;
}

/** A real SMTP server that keeps what it gets. Hold it with `await using`. */
export class SmtpCatcher implements AsyncDisposable {
  /** Everything it took, in order. */
  readonly mails: CaughtMail[] = [];
  /** Whoever signed in, and how: none if nobody had to. */
  readonly signIns: string[] = [];
  /** Decides on each mail when all of it has come; it may take its time. */
  answer: (mail: CaughtMail) => SmtpRefusal | undefined | Promise<SmtpRefusal | undefined> = () => undefined;
  readonly #server: SMTPServer;
  readonly #waiting: (() => void)[] = [];

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onAuth: ({ username = "", password = "" }, _session, done) => {
        this.signIns.push(`${username}:${password}`);
        done(null, { user: username });
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          const recipients = session.envelope.rcptTo.map(({ address }) => address);
          void this.#finish(Buffer.concat(chunks), recipients, done);
        });
      },
    });
    // A program that is killed in the middle of a mail leaves a broken socket behind.
    this.#server.on("error", () => {});
  }

  static async open(port = 0): Promise<SmtpCatcher> {
    const catcher = new SmtpCatcher();
    await new Promise<void>((resume) => catcher.#server.listen(port, "127.0.0.1", () => resume()));
    return catcher;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  /** The settings of a program that sends by this server. */
  get env(): Record<string, string> {
    return {
      SMTP_URL: `smtp://desk:password@127.0.0.1:${this.port}`,
      MAIL_FROM: "Support <support@desk.example>",
    };
  }

  /** The first `count` mails, once they have come. */
  async until(count: number): Promise<readonly CaughtMail[]> {
    while (this.mails.length < count) await new Promise<void>((look) => this.#waiting.push(look));
    return this.mails.slice(0, count);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resume) => this.#server.close(() => resume()));
  }

  async #finish(
    raw: Buffer,
    recipients: readonly string[],
    done: (error?: Error | null) => void,
  ): Promise<void> {
    const refusal = await this.#take(raw, recipients);
    done(refusal && Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
  }

  async #take(raw: Buffer, recipients: readonly string[]): Promise<SmtpRefusal | undefined> {
    const mail: CaughtMail = {
      ...(await PostalMime.parse(raw)),
      recipients,
      raw: raw.toString("latin1"),
    };
    const refusal = await this.answer(mail);
    if (refusal) return refusal;
    this.mails.push(mail);
    for (const look of this.#waiting.splice(0)) look();
    return undefined;
  }
}
