/** How many lines a mail program may wrap "On … wrote:" over. */
const ATTRIBUTION_LINES = 4;
const ATTRIBUTION_MAX = 400;
/** How many lines the block of headers above a quoted mail may have, blank ones between included. */
const HEADER_BLOCK_LINES = 9;

/**
 * What somebody wrote in a mail, without the mail they answer and without their signature. What stands between or
 * below quoted lines is kept, because some answer there. If nothing would be left the whole text is returned: rather
 * too much than a word lost.
 */
export function trimQuote(text: string): string {
  const lines = text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll("\u00a0", " ")
    .split("\n")
    .map((line) => line.trimEnd());
  const kept = dropMobileSignature(dropQuotes(lines.slice(0, endOf(lines))));
  const trimmed = kept
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
  return trimmed === "" ? text.trim() : trimmed;
}

/** Where everything that follows is a quoted mail or a signature. */
function endOf(lines: readonly string[]): number {
  const at = lines.findIndex(
    (line, index) =>
      line === "--" ||
      line === "-- " ||
      DIVIDER.test(line) ||
      startsHeaderBlock(lines, index) ||
      (/^_{10,}$/.test(line) && startsHeaderBlock(lines, nextWritten(lines, index + 1))) ||
      startsUnmarkedQuote(lines, index),
  );
  return at === -1 ? lines.length : at;
}

/** Outlook and others put a line such as `-----Original Message-----` above what they quote without marks. */
const DIVIDER = new RegExp(
  `^[-_*]{2,}\\s*(?:${[
    "original message",
    "original-nachricht",
    "ursprüngliche nachricht",
    "weitergeleitete nachricht",
    "message d['’]origine",
    "message transféré",
    "mensaje original",
    "mensagem original",
    "messaggio originale",
    "oorspronkelijk bericht",
    "originalmeddelande",
    "oprindelig meddelelse",
    "opprinnelig melding",
    "alkuperäinen viesti",
    "wiadomość oryginalna",
    "исходное сообщение",
    "forwarded message",
    "reply message",
  ].join("|")})\\s*[-_*]{2,}$`,
  "iu",
);

const FROM = /^\*?(?:from|von|de|van|da|från|fra|lähettäjä|od|от|kimden|发件人|差出人)\s*:\*?\s*\S/iu;
const OTHER_HEADERS = [
  /^\*?(?:sent|date|gesendet|datum|envoyé|enviado(?: el)?|fecha|verzonden|inviato|data|skickat|sendt|dato|lähetetty|wysłano|отправлено|дата|tarih|发送时间|日期|送信日時)\s*:/iu,
  /^\*?(?:to|an|à|para|aan|a|till|til|vastaanottaja|do|кому|kime|收件人|宛先)\s*:/iu,
  /^\*?(?:subject|betreff|objet|asunto|onderwerp|oggetto|assunto|ämne|emne|aihe|temat|тема|konu|主题|件名)\s*:/iu,
];

/** The headers of the quoted mail, as Outlook prints them in the language of its user. */
function startsHeaderBlock(lines: readonly string[], index: number): boolean {
  if (!FROM.test(lines[index] ?? "")) return false;
  const block = lines.slice(index + 1, index + HEADER_BLOCK_LINES);
  return OTHER_HEADERS.filter((header) => block.some((line) => header.test(line))).length >= 2;
}

/** "On … wrote:" above text that bears no marks: only believed if it names an address, as no prose does. */
function startsUnmarkedQuote(lines: readonly string[], index: number): boolean {
  const length = attributionAt(lines, index);
  if (length === 0) return false;
  const next = nextWritten(lines, index + length);
  if (lines[next]?.startsWith(">") === true) return false;
  return next === lines.length || /@|<.+>/.test(lines.slice(index, index + length).join(" "));
}

/** Leaves out lines that begin with `>` and the "On … wrote:" above them. */
function dropQuotes(lines: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    const length = attributionAt(lines, index);
    if (length > 0 && lines[nextWritten(lines, index + length)]?.startsWith(">") === true)
      index += length - 1;
    else if (!/^\s?>/.test(lines[index] ?? "")) kept.push(lines[index] ?? "");
  }
  return kept;
}

/** The verbs with which mail programs introduce a quote. They stand at the end, or before the sender's name. */
const WROTE = new RegExp(
  `(?:^|[\\s,>)])(?:${[
    "wrote",
    "writes",
    "schrieb",
    "geschrieben",
    "a écrit",
    "escribió",
    "escreveu",
    "ha scritto",
    "schreef",
    "geschreven",
    "skrev",
    "kirjoitti",
    "napisał(?:\\(a\\)|a)?",
    "pisze",
    "napsal(?:\\(a\\)|a)?",
    "написал(?:\\(а\\)|а)?",
    "пишет",
    "yazdı",
    "şunları yazdı",
    "írta",
    "a scris",
    "έγραψε",
  ].join("|")})(?:[\\s,].*)?\\s*:$`,
  "iu",
);
/** Languages whose verb stands without spaces around it. */
const WROTE_UNSPACED = /(?:写道|寫道|のメール|님이 작성|เขียน|כתב(?:\/ה)?|كتب)\s*[:：]$/u;

/** How an "On … wrote:" of several lines begins, so that the words above it are not taken for a part of it. */
const OPENING = /^(?:\d|(?:on|am|le|el|op|em|il|den|på|w dniu|dnia|dne|(?:пн|вт|ср|чт|пт|сб|вс),?)\s)/iu;

/** How many lines of an "On … wrote:" begin here; 0 if none does. */
function attributionAt(lines: readonly string[], index: number): number {
  const first = lines[index] ?? "";
  if (first === "" || first.startsWith(">")) return 0;
  const mayWrap = OPENING.test(first) && /\d/.test(first);
  let joined = "";
  for (let length = 1; length <= ATTRIBUTION_LINES; length++) {
    const line = lines[index + length - 1];
    if (line === undefined || line === "" || line.startsWith(">")) return 0;
    joined = `${joined} ${line}`.trim();
    if (joined.length > ATTRIBUTION_MAX || (length > 1 && !mayWrap)) return 0;
    if (/[:：]$/.test(line))
      return /\d/.test(joined) && (WROTE.test(joined) || WROTE_UNSPACED.test(joined)) ? length : 0;
  }
  return 0;
}

function nextWritten(lines: readonly string[], from: number): number {
  let index = from;
  while (index < lines.length && lines[index] === "") index++;
  return index;
}

const MOBILE_SIGNATURE = new RegExp(
  `^(?:${[
    "sent from my \\S.*",
    "sent from (?:mail|outlook|yahoo|proton).*",
    "get outlook for \\S.*",
    "von meinem \\S+.* gesendet",
    "gesendet (?:von|mit) \\S.*",
    "outlook für \\S+ (?:beziehen|herunterladen).*",
    "envoyé (?:de|depuis) mon \\S.*",
    "envoyé (?:de|à partir d)[e']? ?outlook.*",
    "enviado desde mi \\S.*",
    "enviado do meu \\S.*",
    "inviato da(?:l mio)? \\S.*",
    "verstuurd vanaf mijn \\S.*",
    "verzonden vanaf mijn \\S.*",
    "skickat från min \\S.*",
    "sendt fra min \\S.*",
    "отправлено с \\S.*",
  ].join("|")})\\.?$`,
  "iu",
);

/** What telephones put below a mail. */
function dropMobileSignature(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line !== "");
  const signed = last > 0 && MOBILE_SIGNATURE.test(lines[last]?.trim() ?? "");
  return signed ? lines.slice(0, last) : lines;
}
