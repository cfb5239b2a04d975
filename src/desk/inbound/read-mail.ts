import PostalMime, { type Address, addressParser, type Email } from "postal-mime";
import { type InboundEmail, UnreadableMail } from "./email.ts";
import { textOfHtml } from "./text-of-html.ts";

/** Mails are made by strangers: deeper ones and ones with longer headers are not read. */
const LIMITS = { maxNestingDepth: 50, maxHeadersSize: 512 * 1024, maxRfc822NestingDepth: 0 } as const;
/** How much of a mail of HTML is turned into text; the words of a person end long before. */
const HTML_MAX = 1_000_000;

/** What the one who hands a mail over knows of its delivery; it says more than the mail itself. */
export interface Envelope {
  readonly from?: string | undefined;
  readonly to?: readonly string[];
}

/** Reads a mail as it was sent (RFC 5322). Throws `UnreadableMail`. */
export async function readMail(raw: Uint8Array, envelope: Envelope = {}): Promise<InboundEmail> {
  const email = await PostalMime.parse(raw, LIMITS).catch((error: unknown) => {
    throw new UnreadableMail("The mail can't be read", { cause: error });
  });
  const headers = firstByName(email.headers.map(({ key, value }) => [key, value]));
  return {
    messageId: bareMessageId(email.messageId),
    from: mailboxes(email.from ? [email.from] : [])[0] ?? "",
    recipients: [...(envelope.to ?? []), ...recipientsOf(email), ...deliveredTo(headers)],
    envelopeFrom: envelope.from,
    headers,
    text: writtenText(email.text, email.html),
    attachments: email.attachments.map(({ filename, mimeType, disposition, related, content }) => ({
      name: filename ?? "",
      type: mimeType,
      inline: disposition === "inline" || related === true,
      content: typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content),
    })),
  };
}

/** What is to be read of a mail that has text, HTML or both. */
export function writtenText(text: string | undefined, html: string | undefined): string {
  if (text !== undefined && text.trim() !== "") return text;
  return textOfHtml((html ?? "").slice(0, HTML_MAX));
}

/** The addresses in a header's value, without names. */
export function addressesIn(value: string): string[] {
  return mailboxes(addressParser(value));
}

/** A Message-ID without its angle brackets; undefined if there is none. */
export function bareMessageId(value: string | undefined): string | undefined {
  const id = value?.trim().replaceAll(/^<|>$/g, "");
  return id === "" ? undefined : id;
}

/** Headers by name in lower case; of several with one name, the first. */
export function firstByName(headers: Iterable<readonly [name: string, value: string]>): Map<string, string> {
  const first = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (!first.has(key)) first.set(key, value);
  }
  return first;
}

/** The addresses that mail servers note in the headers when they deliver. */
export function deliveredTo(headers: ReadonlyMap<string, string>): string[] {
  const names = ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to"];
  return names.flatMap((name) => addressesIn(headers.get(name) ?? ""));
}

function recipientsOf({ to = [], cc = [], bcc = [] }: Email): string[] {
  return mailboxes([...to, ...cc, ...bcc]);
}

function mailboxes(addresses: readonly Address[]): string[] {
  return addresses.flatMap(({ address, group }) => group?.map((member) => member.address) ?? [address ?? ""]);
}
