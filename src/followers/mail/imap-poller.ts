import type { ImapFlow } from "imapflow";
import type { Clock } from "../../store/clock.ts";

/** How often the mailbox is looked at. */
const EVERY_MS = 30_000;
/** Longer mails are left where they are, marked as seen. */
const MAIL_MAX_BYTES = 30 * 1024 * 1024;
const SOCKET_TIMEOUT_MS = 60_000;

/**
 * Fetches what is unseen in a mailbox, mail by mail. A mail is marked as seen once it has been received, which is on
 * disk then; a program that dies in between fetches it again, and it is known by its Message-ID.
 */
export class ImapPoller {
  readonly #clock: Clock;
  readonly #url: URL;
  readonly #receive: (raw: Uint8Array) => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #cancelNext = () => {};
  #round: Promise<void> = Promise.resolve();
  #client: ImapFlow | undefined;
  #stopped = false;

  /**
   * `url` is such as `imaps://user:password@host:993/INBOX`; `imap://` begins TLS by STARTTLS where the server has it.
   * `receive` settles when the mail is done with; if it throws, the mail stays unseen and is fetched again.
   */
  constructor(
    url: string,
    parts: {
      clock: Clock;
      receive: (raw: Uint8Array) => Promise<void>;
      onError: (error: unknown) => void;
    },
  ) {
    this.#url = new URL(url);
    this.#clock = parts.clock;
    this.#receive = parts.receive;
    this.#onError = parts.onError;
  }

  start(): void {
    this.#round = this.poll()
      .catch(this.#onError)
      .finally(() => {
        if (!this.#stopped) this.#cancelNext = this.#clock.after(EVERY_MS, () => this.start());
      });
  }

  /** Ends polling; settles when nothing is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelNext();
    this.#client?.close();
    await this.#round;
  }

  /** Receives all that is unseen now. Throws what the server says. */
  async poll(): Promise<void> {
    const client = await this.#connection();
    // The program may have been told to stop while the library was loaded.
    if (this.#stopped) return;
    this.#client = client;
    // Without a listener an error of the socket would end the program; the command under way fails with it as well.
    client.on("error", () => {});
    try {
      await connected(client);
      const folder = decodeURIComponent(this.#url.pathname.slice(1)) || "INBOX";
      const lock = await client.getMailboxLock(folder);
      try {
        const unseen = await client.search({ seen: false }, { uid: true });
        for (const uid of unseen || []) await this.#take(client, uid);
      } finally {
        lock.release();
      }
      await client.logout();
    } finally {
      client.close();
      this.#client = undefined;
    }
  }

  /** One mail that can't be received must not hold up those behind it. */
  async #take(client: ImapFlow, uid: number): Promise<void> {
    const measured = await client.fetchOne(String(uid), { size: true }, { uid: true });
    if (measured && (measured.size ?? 0) <= MAIL_MAX_BYTES) {
      const found = await client.fetchOne(String(uid), { source: true }, { uid: true });
      if (!found || !found.source) return;
      try {
        await this.#receive(found.source);
      } catch (error) {
        return this.#onError(error);
      }
    }
    await client.messageFlagsAdd(String(uid), ["\\Seen"], { uid: true });
  }

  async #connection(): Promise<ImapFlow> {
    const { ImapFlow } = await import("imapflow");
    const { protocol, hostname, port, username, password } = this.#url;
    const secure = protocol === "imaps:";
    return new ImapFlow({
      host: hostname,
      port: Number(port) || (secure ? 993 : 143),
      secure,
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
      socketTimeout: SOCKET_TIMEOUT_MS,
      logger: false,
    });
  }
}

/** What the server answers names whom it refused, so it is said in words of ours. */
async function connected(client: ImapFlow): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    if (!(error instanceof Error && "authenticationFailed" in error)) throw error;
    throw new Error("The mail server does not accept the user and the password of IMAP_URL", {
      cause: error,
    });
  }
}
