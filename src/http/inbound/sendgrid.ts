import type { InboundEmail } from "../../desk/inbound/email.ts";
import {
  addressesIn,
  bareMessageId,
  deliveredTo,
  firstByName,
  readMail,
  writtenText,
} from "../../desk/inbound/read-mail.ts";
import type { FormField } from "./form.ts";

/**
 * Reads a form of SendGrid's Inbound Parse, with the mail as it was sent or taken to pieces; undefined if the form is
 * nothing of the kind.
 */
export async function readSendgrid(fields: readonly FormField[]): Promise<InboundEmail | undefined> {
  const named = new Map(fields.map((field) => [field.name, field]));
  const charsets = readJson(utf8(named.get("charsets")));
  const text = (name: string) => decode(named.get(name), charsets[name]);
  const envelope = readEnvelope(utf8(named.get("envelope")));
  if (!envelope) return undefined;
  const whole = named.get("email");
  if (whole) return await readMail(whole.bytes, envelope);
  const headers = firstByName(headerLines(text("headers") ?? ""));
  const inline = readJson(utf8(named.get("content-ids")));
  const inlineFields = new Set(Object.values(inline));
  return {
    messageId: bareMessageId(headers.get("message-id")),
    from: addressesIn(text("from") ?? "")[0] ?? "",
    recipients: [
      ...envelope.to,
      ...addressesIn(text("to") ?? ""),
      ...addressesIn(text("cc") ?? ""),
      ...deliveredTo(headers),
    ],
    envelopeFrom: envelope.from,
    headers,
    text: writtenText(text("text"), text("html")),
    attachments: fields.flatMap(({ name, file, bytes }) =>
      file ? [{ ...file, inline: inlineFields.has(name), content: bytes }] : [],
    ),
  };
}

/** The header fields of a mail as they stand in it, unfolded. */
function headerLines(text: string): [name: string, value: string][] {
  return text
    .replaceAll(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(":");
      return colon > 0 ? [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()]] : [];
    });
}

function readEnvelope(json: string | undefined): { to: string[]; from: string | undefined } | undefined {
  if (json === undefined) return undefined;
  const { to, from } = readJson(json);
  return {
    to: Array.isArray(to) ? to.filter((address) => typeof address === "string") : [],
    from: typeof from === "string" ? from : undefined,
  };
}

function readJson(json: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const utf8 = (field: FormField | undefined) => decode(field, "utf-8");

type Charset = ConstructorParameters<typeof TextDecoder>[0];

/** A character set that nobody knows is read as UTF-8: some of it will be right. */
function decode(field: FormField | undefined, charset: unknown): string | undefined {
  if (!field) return undefined;
  try {
    return new TextDecoder(charset as Charset).decode(field.bytes);
  } catch {
    return new TextDecoder().decode(field.bytes);
  }
}
