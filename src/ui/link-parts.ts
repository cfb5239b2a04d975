/** A stretch of a message: plain words, or a link with its safe address. */
export interface TextPart {
  text: string;
  href?: string;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"]+/gi;
/** Closes a sentence or a bracket around the address rather than belonging to it. */
const TRAILING = /[.,;:!?'*_~)\]}…]$/;
const OPENERS: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

/** Splits a message at its http and https addresses. The parts' texts joined are the message again. */
export function linkParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutTrailing(match[0]);
    const href = safeHref(address);
    if (!href) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: address, href });
    end = match.index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

function withoutTrailing(address: string): string {
  let kept = address;
  while (TRAILING.test(kept) && !closesOwnBracket(kept)) kept = kept.slice(0, -1);
  return kept;
}

/** `…/Bell_(instrument)` keeps its bracket, `(see …/bells)` gives it back to the sentence. */
function closesOwnBracket(address: string): boolean {
  const closer = address.slice(-1);
  const opener = OPENERS[closer];
  return opener !== undefined && address.split(opener).length >= address.split(closer).length;
}

function safeHref(address: string): string | undefined {
  try {
    return new URL(address).href;
  } catch {
    return undefined;
  }
}
