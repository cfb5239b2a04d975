import { z } from "@hono/zod-openapi";
import type { InboundEmail } from "../../desk/inbound/email.ts";
import {
  addressesIn,
  bareMessageId,
  deliveredTo,
  firstByName,
  readMail,
  writtenText,
} from "../../desk/inbound/read-mail.ts";

/** What is read of Postmark's inbound webhook. Whatever it gains later is overlooked. */
const payload = z.object({
  From: z.string().default(""),
  FromFull: z.object({ Email: z.string() }).optional(),
  To: z.string().default(""),
  Cc: z.string().default(""),
  Bcc: z.string().default(""),
  OriginalRecipient: z.string().default(""),
  TextBody: z.string().optional(),
  HtmlBody: z.string().optional(),
  /** The mail as it was sent, if the operator asked Postmark to include it. */
  RawEmail: z.string().optional(),
  Headers: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  Attachments: z
    .array(
      z.object({
        Name: z.string(),
        Content: z.string(),
        ContentType: z.string().default(""),
        ContentID: z.string().nullish(),
      }),
    )
    .default([]),
});

/** Reads a mail in the form in which Postmark posts it; undefined if the JSON is nothing of the kind. */
export async function readPostmark(json: unknown): Promise<InboundEmail | undefined> {
  const parsed = payload.safeParse(json);
  if (!parsed.success || (parsed.data.From === "" && parsed.data.RawEmail === undefined)) return undefined;
  const mail = parsed.data;
  const original = addressesIn(mail.OriginalRecipient);
  if (mail.RawEmail !== undefined && mail.RawEmail !== "")
    return await readMail(Buffer.from(mail.RawEmail, "utf8"), { to: original });
  const headers = firstByName(mail.Headers.map(({ Name, Value }) => [Name, Value]));
  return {
    messageId: bareMessageId(headers.get("message-id")),
    from: mail.FromFull?.Email ?? addressesIn(mail.From)[0] ?? "",
    recipients: [...original, ...[mail.To, mail.Cc, mail.Bcc].flatMap(addressesIn), ...deliveredTo(headers)],
    envelopeFrom: undefined,
    headers,
    text: writtenText(mail.TextBody, mail.HtmlBody),
    attachments: mail.Attachments.map(({ Name, Content, ContentType, ContentID }) => ({
      name: Name,
      type: ContentType,
      inline: ContentID !== undefined && ContentID !== null && ContentID !== "",
      content: Buffer.from(Content, "base64"),
    })),
  };
}
