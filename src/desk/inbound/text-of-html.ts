/** Elements whose content is not for reading. */
const HIDDEN = new Set(["head", "style", "script", "title", "template", "noscript"]);
const BLOCKS = new Set(
  "address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tr ul".split(
    " ",
  ),
);
/** Blocks with a blank line around them. */
const PARAGRAPHS = new Set("blockquote h1 h2 h3 h4 h5 h6 ol p pre table ul".split(" "));
/** Outlook marks so where the mail that is answered begins: everything behind it is quoted. */
const QUOTE_BEGINS = /\bid\s*=\s*["']?(?:x_)*(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION)\b/i;

/**
 * The text of a mail that came as HTML alone. Quoted blocks get `>` before their lines, as in a mail of text. Nothing
 * of the markup is kept, so nothing of it is ever shown.
 */
export function textOfHtml(html: string): string {
  const writer = new Writer();
  let hidden: string | undefined;
  for (const token of tokensOf(html)) {
    const [, closing, name] = /^<(\/?)([a-z][^\s>/]*)/i.exec(token) ?? [];
    const tag = name?.toLowerCase();
    if (hidden !== undefined) {
      if (closing === "/" && tag === hidden) hidden = undefined;
    } else if (tag === undefined) {
      if (!/^<[!?]/.test(token)) writer.text(decodeEntities(token));
    } else if (closing === "/") {
      writer.close(tag);
    } else if (QUOTE_BEGINS.test(token)) {
      break;
    } else if (HIDDEN.has(tag)) {
      if (!token.endsWith("/>")) hidden = tag;
    } else {
      writer.open(tag);
    }
  }
  return writer.result();
}

/** Tags, comments and the text between, in order. Every character is looked at twice at most, whatever the input. */
function* tokensOf(html: string): Generator<string> {
  let quotesClose = true;
  const lastEnd = html.lastIndexOf(">");
  for (let at = 0; at < html.length; ) {
    let end = html.indexOf("<", at);
    if (end === -1) end = html.length;
    if (end === at) {
      end = at + 1;
      if (at < lastEnd && /[a-z/!?]/i.test(html[at + 1] ?? "")) {
        const closing = quotesClose ? endOfTag(html, at) : -1;
        // One quote that is never closed would have every later tag looked for its end up to the end of the mail.
        if (closing === -1) quotesClose = false;
        end = closing === -1 ? html.indexOf(">", at) + 1 : closing;
      }
    }
    yield html.slice(at, end);
    at = end;
  }
}

/** Behind the `>` that ends the tag or comment at `at`, not one in an attribute's value; -1 if there is none. */
function endOfTag(html: string, at: number): number {
  if (html.startsWith("<!--", at)) {
    const end = html.indexOf("-->", at);
    return end === -1 ? html.length : end + "-->".length;
  }
  for (let index = at + 1; index < html.length; index++) {
    const character = html[index];
    if (character === ">") return index + 1;
    const quotes = (character === '"' || character === "'") && html[index - 1] === "=";
    if (!quotes) continue;
    index = html.indexOf(character, index + 1);
    if (index === -1) return -1;
  }
  return -1;
}

/** Deeper quotes are marked like this: a mail must not be able to make itself longer than it is. */
const QUOTES_MAX = 5;

class Writer {
  readonly #lines: string[] = [];
  #line: string[] = [];
  /** Whether the line has anything but space, and whether another space would be one too many. */
  #written = false;
  #spaced = true;
  #quotes = 0;
  #preformatted = 0;

  text(text: string): void {
    if (this.#preformatted > 0) {
      for (const [index, line] of text.replaceAll("\r\n", "\n").split("\n").entries()) {
        if (index > 0) this.#endLine();
        this.#add(line);
      }
      return;
    }
    const collapsed = text.replaceAll(/[\t\n\f\r ]+/g, " ");
    this.#add(this.#spaced && collapsed.startsWith(" ") ? collapsed.slice(1) : collapsed);
  }

  open(tag: string): void {
    if (tag === "br") return this.#endLine();
    if (tag === "td" || tag === "th") return this.text(" ");
    if (!BLOCKS.has(tag)) return;
    this.#breakBlock(tag);
    if (tag === "blockquote") this.#quotes += 1;
    if (tag === "pre") this.#preformatted += 1;
    if (tag === "li") this.#add("- ");
  }

  close(tag: string): void {
    if (!BLOCKS.has(tag)) return;
    this.#breakBlock(tag);
    if (tag === "blockquote") this.#quotes = Math.max(0, this.#quotes - 1);
    if (tag === "pre") this.#preformatted = Math.max(0, this.#preformatted - 1);
  }

  result(): string {
    if (this.#written) this.#endLine();
    return this.#lines
      .join("\n")
      .replaceAll(/\n(?:>* *\n){2,}/g, "\n\n")
      .trim();
  }

  #add(text: string): void {
    if (text === "") return;
    this.#line.push(text);
    this.#written ||= text.trim() !== "";
    this.#spaced = text.endsWith(" ");
  }

  #breakBlock(tag: string): void {
    if (this.#written) this.#endLine();
    if (PARAGRAPHS.has(tag) && this.#lines.length > 0 && this.#lines.at(-1) !== "") this.#lines.push("");
  }

  #endLine(): void {
    const marks = this.#quotes > 0 ? `${">".repeat(Math.min(this.#quotes, QUOTES_MAX))} ` : "";
    this.#lines.push((marks + this.#line.join("")).trimEnd());
    this.#line = [];
    this.#written = false;
    this.#spaced = true;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  shy: "",
  zwnj: "\u200c",
  zwj: "\u200d",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  lsquo: "‘",
  rsquo: "’",
  sbquo: "‚",
  ldquo: "“",
  rdquo: "”",
  bdquo: "„",
  laquo: "«",
  raquo: "»",
  bull: "•",
  middot: "·",
  euro: "€",
  pound: "£",
  yen: "¥",
  cent: "¢",
  copy: "©",
  reg: "®",
  trade: "™",
  deg: "°",
  times: "×",
  para: "¶",
  sect: "§",
  iexcl: "¡",
  iquest: "¿",
  szlig: "ß",
  aelig: "æ",
  AElig: "Æ",
  oslash: "ø",
  Oslash: "Ø",
  ccedil: "ç",
  Ccedil: "Ç",
};
/** Letters with a mark: `&eacute;` is an `e` with the combining accent of that name. */
const MARKS: Readonly<Record<string, string>> = {
  grave: "\u0300",
  acute: "\u0301",
  circ: "\u0302",
  tilde: "\u0303",
  uml: "\u0308",
  ring: "\u030a",
};

function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));?/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return namedEntity(name) ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      const isCharacter = code > 0 && code <= 0x10_ff_ff && (code < 0xd8_00 || code > 0xdf_ff);
      return isCharacter ? String.fromCodePoint(code).replace("\u00a0", " ") : "\ufffd";
    },
  );
}

function namedEntity(name: string): string | undefined {
  const known = ENTITIES[name] ?? ENTITIES[name.toLowerCase()];
  if (known !== undefined) return known;
  const [, letter = "", mark = ""] = /^([a-z])(grave|acute|circ|tilde|uml|ring)$/i.exec(name) ?? [];
  const combining = MARKS[mark.toLowerCase()];
  return combining === undefined ? undefined : (letter + combining).normalize("NFC");
}
