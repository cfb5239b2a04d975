import { createRequire } from "node:module";
import type { AddressInfo, Server } from "node:net";

interface StoredMail {
  readonly raw: string;
  readonly flags: string[];
}

/** What is used of the server's package, which describes no types. */
interface HoodiecrowServer {
  readonly server: Server;
  listen(port: number, host: string, done: () => void): void;
  close(done: () => void): void;
  appendMessage(mailbox: string, flags: string[], date: boolean, raw: string): void;
  getMailbox(name: string): { messages: StoredMail[] };
}

const hoodiecrow = createRequire(import.meta.url)("hoodiecrow-imap") as (options: object) => HoodiecrowServer;

/** A real IMAP server with one mailbox. Hold it with `await using`. */
export class ImapMailbox implements AsyncDisposable {
  readonly #server: HoodiecrowServer;

  private constructor() {
    this.#server = hoodiecrow({
      plugins: ["AUTH-PLAIN", "ID", "UIDPLUS", "LITERALPLUS", "NAMESPACE", "ENABLE"],
      storage: { INBOX: { messages: [] } },
    });
  }

  static async open(): Promise<ImapMailbox> {
    const mailbox = new ImapMailbox();
    await new Promise<void>((resume) => mailbox.#server.listen(0, "127.0.0.1", resume));
    return mailbox;
  }

  get url(): string {
    return `imap://testuser:testpass@127.0.0.1:${(this.#server.server.address() as AddressInfo).port}/INBOX`;
  }

  /** A mail arrives. */
  deliver(raw: string): void {
    this.#server.appendMessage("INBOX", [], false, raw);
  }

  /** Of each mail, in the order they came, whether it is marked as seen. */
  get seen(): boolean[] {
    return this.#server.getMailbox("INBOX").messages.map(({ flags }) => flags.includes("\\Seen"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resume) => this.#server.close(resume));
  }
}
