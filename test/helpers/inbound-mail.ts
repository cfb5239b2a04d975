import { createHmac } from "node:crypto";
import { INBOUND_SECRET } from "./mail-world.ts";

/** A mail as somebody writes it in a mail program. */
export interface WrittenMail {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly messageId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly files?: readonly { readonly name: string; readonly type: string; readonly content: string }[];
}

/** A request that hands a mail over. */
export interface HandOver {
  readonly body: string | Buffer<ArrayBuffer> | FormData;
  readonly headers: Readonly<Record<string, string>>;
}

const BEARER = { authorization: `Bearer ${INBOUND_SECRET}` };
const BASIC = { authorization: `Basic ${Buffer.from(`provider:${INBOUND_SECRET}`).toString("base64")}` };

/** The headers of a mail, as it has them on its way. */
function headersOf({
  from,
  to,
  messageId = crypto.randomUUID(),
  headers = {},
}: WrittenMail): [string, string][] {
  return [
    ["From", `Vera Vert <${from}>`],
    ["To", to],
    ["Subject", "Re: Support: Is my order on its way?"],
    ["Message-ID", `<${messageId}@mail.example>`],
    ...Object.entries(headers),
  ];
}

/** The mail as it is sent (RFC 5322). */
export function rawMail(mail: WrittenMail): string {
  const lines = headersOf(mail).map(([name, value]) => `${name}: ${value}`);
  const text = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", mail.text];
  if (!mail.files) return [...lines, "MIME-Version: 1.0", ...text, ""].join("\r\n");
  const parts = mail.files.map(({ name, type, content }) =>
    [
      `Content-Type: ${type}; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      "Content-Transfer-Encoding: base64",
      "",
      Buffer.from(content, "latin1").toString("base64"),
    ].join("\r\n"),
  );
  return [
    ...lines,
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b1"',
    "",
    ...[text.join("\r\n"), ...parts].flatMap((part) => ["--b1", part]),
    "--b1--",
    "",
  ].join("\r\n");
}

/** How each provider hands a mail over. */
export const PROVIDERS: Readonly<Record<string, (mail: WrittenMail) => HandOver>> = {
  "as it was sent": (mail) => ({
    body: Buffer.from(rawMail(mail)),
    headers: { ...BEARER, "content-type": "message/rfc822" },
  }),
  "by Postmark": (mail) => ({
    body: JSON.stringify({
      FromName: "Vera Vert",
      From: mail.from,
      FromFull: { Email: mail.from, Name: "Vera Vert", MailboxHash: "" },
      To: mail.to,
      OriginalRecipient: mail.to,
      MessageID: crypto.randomUUID(),
      TextBody: mail.text,
      HtmlBody: "",
      StrippedTextReply: "",
      Headers: headersOf(mail).map(([Name, Value]) => ({ Name, Value })),
      Attachments: (mail.files ?? []).map(({ name, type, content }) => ({
        Name: name,
        ContentType: type,
        ContentLength: content.length,
        ContentID: "",
        Content: Buffer.from(content, "latin1").toString("base64"),
      })),
    }),
    headers: { ...BASIC, "content-type": "application/json; charset=utf-8" },
  }),
  "by SendGrid": (mail) => {
    const form = new FormData();
    const lines = headersOf(mail).map(([name, value]) => `${name}: ${value}`);
    form.set("headers", `${lines.join("\n")}\n`);
    form.set("envelope", JSON.stringify({ to: [mail.to], from: mail.from }));
    form.set("from", `Vera Vert <${mail.from}>`);
    form.set("to", mail.to);
    form.set("text", mail.text);
    form.set("charsets", JSON.stringify({ text: "UTF-8", from: "UTF-8" }));
    addFiles(form, mail);
    return { body: form, headers: BASIC };
  },
  "by SendGrid as it was sent": (mail) => {
    const form = new FormData();
    form.set("envelope", JSON.stringify({ to: [mail.to], from: mail.from }));
    form.set("from", mail.from);
    form.set("to", mail.to);
    form.set("email", rawMail(mail));
    return { body: form, headers: BASIC };
  },
  "by Mailgun": (mail) => {
    const form = mailgunForm(mail);
    form.set("body-plain", mail.text);
    form.set("message-headers", JSON.stringify(headersOf(mail)));
    addFiles(form, mail);
    return { body: form, headers: BASIC };
  },
  "by Mailgun as it was sent": (mail) => {
    const form = mailgunForm(mail);
    form.set("body-mime", rawMail(mail));
    return { body: form, headers: BASIC };
  },
};

function mailgunForm(mail: WrittenMail): FormData {
  const form = new FormData();
  form.set("recipient", mail.to);
  form.set("sender", mail.from);
  form.set("from", `Vera Vert <${mail.from}>`);
  return form;
}

/** A Mailgun form without files and without the desk's secret, signed with Mailgun's key at some time (in ms). */
export function signedByMailgun(mail: WrittenMail, key: string, at: number): HandOver {
  const timestamp = String(Math.floor(at / 1000));
  const token = crypto.randomUUID().replaceAll("-", "");
  const form = new URLSearchParams({
    recipient: mail.to,
    sender: mail.from,
    from: mail.from,
    "body-plain": mail.text,
    "message-headers": JSON.stringify(headersOf(mail)),
    timestamp,
    token,
    signature: createHmac("sha256", key)
      .update(timestamp + token)
      .digest("hex"),
  });
  return { body: form.toString(), headers: { "content-type": "application/x-www-form-urlencoded" } };
}

function addFiles(form: FormData, { files = [] }: WrittenMail): void {
  for (const [index, { name, type, content }] of files.entries())
    form.set(`attachment${index + 1}`, new File([Buffer.from(content, "latin1")], name, { type }));
}

/** Hands a mail over and returns the answer. */
export async function handOver(
  url: string,
  { body, headers }: HandOver,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${url}/inbound/email`, { method: "POST", body, headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
