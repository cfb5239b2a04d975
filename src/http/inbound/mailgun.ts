import type { InboundEmail } from "../../desk/inbound/email.ts";
import {
  addressesIn,
  bareMessageId,
  deliveredTo,
  firstByName,
  readMail,
  writtenText,
} from "../../desk/inbound/read-mail.ts";
import { type FormField, textField } from "./form.ts";

/** Reads a form of one of Mailgun's routes; undefined if the form is nothing of the kind. */
export async function readMailgun(fields: readonly FormField[]): Promise<InboundEmail | undefined> {
  const text = textField(fields);
  const recipient = text("recipient");
  if (recipient === undefined) return undefined;
  const envelope = { to: addressesIn(recipient), from: text("sender") };
  const mime = fields.find(({ name }) => name === "body-mime");
  if (mime) return await readMail(mime.bytes, envelope);
  const headers = firstByName(headerPairs(text("message-headers") ?? "[]"));
  const inlineIds = text("content-id-map") ?? "";
  return {
    messageId: bareMessageId(headers.get("message-id")),
    from: addressesIn(text("from") ?? "")[0] ?? "",
    recipients: [
      ...envelope.to,
      ...["to", "cc"].flatMap((name) => addressesIn(headers.get(name) ?? "")),
      ...deliveredTo(headers),
    ],
    envelopeFrom: envelope.from,
    headers,
    text: writtenText(text("body-plain"), text("body-html")),
    attachments: fields.flatMap(({ name, file, bytes }) =>
      file ? [{ ...file, inline: inlineIds.includes(`"${name}"`), content: bytes }] : [],
    ),
  };
}

/** `message-headers` is a JSON list of pairs. */
function headerPairs(json: string): [name: string, value: string][] {
  try {
    const pairs: unknown = JSON.parse(json);
    if (!Array.isArray(pairs)) return [];
    return pairs.flatMap((pair) =>
      Array.isArray(pair) && pair.length === 2 ? [[String(pair[0]), String(pair[1])]] : [],
    );
  } catch {
    return [];
  }
}
