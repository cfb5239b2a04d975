import { escapeHtml } from "../../protocol/escape-html.ts";

/** What stands in a mail, from top to bottom. */
export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "message"; readonly sender: string; readonly when: string; readonly text: string }
  | { readonly kind: "preformatted"; readonly text: string }
  | { readonly kind: "button"; readonly label: string; readonly url: string }
  | { readonly kind: "earlier"; readonly heading: string; readonly messages: readonly QuotedMessage[] }
  | { readonly kind: "footnote"; readonly text: string };

export interface QuotedMessage {
  readonly sender: string;
  readonly when: string;
  readonly text: string;
}

/** A mail's two forms, from the same blocks. */
export function layOut(title: string, blocks: readonly Block[]): { text: string; html: string } {
  return { text: `${blocks.map(textBlock).join("\n\n")}\n`, html: page(title, blocks.map(htmlBlock)) };
}

function textBlock(block: Block): string {
  switch (block.kind) {
    case "paragraph":
    case "preformatted":
      return block.text;
    case "message":
      return `${block.sender}, ${block.when}:\n\n${block.text}`;
    case "button":
      return `${block.label}:\n${block.url}`;
    case "earlier":
      return [block.heading, ...block.messages.map(quoted)].join("\n\n");
    default:
      // Below this mark mail programs, ours included, read a signature.
      return `-- \n${block.text}`;
  }
}

function quoted({ sender, when, text }: QuotedMessage): string {
  return [`${sender}, ${when}:`, ...text.split("\n")].map((line) => `> ${line}`.trimEnd()).join("\n");
}

function htmlBlock(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return `<p dir="auto" style="margin:0 0 16px">${lines(block.text)}</p>`;
    case "message":
      return (
        `<div class="card" style="margin:0 0 12px;padding:12px 16px;border-radius:12px;background:#f1f3f5">` +
        `${byline(block)}<div dir="auto" style="margin-top:4px">${lines(block.text)}</div></div>`
      );
    case "preformatted":
      return `<div class="card" dir="auto" style="margin:0 0 12px;padding:12px 16px;border-radius:12px;background:#f1f3f5">${lines(block.text)}</div>`;
    case "button":
      return (
        `<p style="margin:20px 0"><a class="button" href="${escapeHtml(block.url)}" style="display:inline-block;` +
        `padding:10px 18px;border-radius:8px;background:#1d4ed8;color:#ffffff;text-decoration:none;font-weight:600">` +
        `${escapeHtml(block.label)}</a></p>`
      );
    case "earlier":
      return (
        `<p class="quiet" style="margin:24px 0 8px;color:#5b6470;font-size:14px">${escapeHtml(block.heading)}</p>` +
        `<blockquote class="quiet" style="margin:0;padding:0 0 0 12px;border-left:3px solid #c9ced6;color:#5b6470;font-size:14px">` +
        `${block.messages.map(htmlQuoted).join("")}</blockquote>`
      );
    default:
      return `<p class="quiet" style="margin:24px 0 0;color:#5b6470;font-size:13px">${lines(block.text)}</p>`;
  }
}

function htmlQuoted(message: QuotedMessage): string {
  return `<div style="margin:0 0 10px">${byline(message)}<div dir="auto">${lines(message.text)}</div></div>`;
}

function byline({ sender, when }: { sender: string; when: string }): string {
  return (
    `<div class="quiet" style="color:#5b6470;font-size:13px"><bdi><strong>${escapeHtml(sender)}</strong></bdi> ` +
    `${escapeHtml(when)}</div>`
  );
}

function lines(text: string): string {
  return text.split("\n").map(escapeHtml).join("<br>");
}

/**
 * Nothing is loaded from anywhere, so opening the mail tells nobody. Programs that have a dark mode are told that we
 * do as well, or they would invert the colours by guess.
 */
function page(title: string, blocks: readonly string[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background: #16181d !important; color: #e8eaed !important; }
  .card { background: #262a31 !important; }
  .quiet { color: #a7b0bb !important; border-color: #4a515c !important; }
  .button { background: #8ab4f8 !important; color: #10131a !important; }
}
</style></head>
<body class="page" style="margin:0;padding:24px 16px;background:#ffffff;color:#1c2026;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<div style="max-width:560px;margin:0 auto;overflow-wrap:anywhere">
${blocks.join("\n")}
</div></body></html>
`;
}
