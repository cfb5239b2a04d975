/** One field of a form, as bytes: what is in it may be in whatever encoding a mail came in. */
export interface FormField {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Undefined for a field that is no file. */
  readonly file: { readonly name: string; readonly type: string } | undefined;
}

/** A form could not be read; the sentence says why. */
export class MalformedForm extends Error {
  override name = "MalformedForm";
}

/** The fields of a form in order, by its content type. Throws `MalformedForm`. */
export function readForm(contentType: string, body: Uint8Array): FormField[] {
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) {
    const pairs = new URLSearchParams(Buffer.from(body).toString("utf8"));
    return [...pairs].map(([name, value]) => ({ name, bytes: Buffer.from(value), file: undefined }));
  }
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(contentType);
  if (!boundary) throw new MalformedForm("The form names no boundary");
  return readParts(Buffer.from(body), boundary[1] ?? boundary[2] ?? "");
}

/** The text of the fields of a form that are no files, by name. */
export function textField(fields: readonly FormField[]): (name: string) => string | undefined {
  return (name) => {
    const field = fields.find((one) => one.name === name && one.file === undefined);
    return field && Buffer.from(field.bytes).toString("utf8");
  };
}

/** RFC 7578: parts between boundaries, each with headers, a blank line and its bytes. */
function readParts(body: Buffer, boundary: string): FormField[] {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first boundary has no line before it.
  const whole = Buffer.concat([Buffer.from("\r\n"), body]);
  const fields: FormField[] = [];
  let at = whole.indexOf(delimiter);
  if (at === -1) throw new MalformedForm("The form has no parts");
  for (;;) {
    const start = at + delimiter.length;
    if (whole.subarray(start, start + 2).toString("latin1") === "--") return fields;
    const end = whole.indexOf(delimiter, start);
    if (end === -1) throw new MalformedForm("The form's last part does not end");
    const field = readPart(whole.subarray(start, end));
    if (field) fields.push(field);
    at = end;
  }
}

function readPart(part: Buffer): FormField | undefined {
  const blank = part.indexOf("\r\n\r\n");
  if (blank === -1) return undefined;
  const headers = part.subarray(0, blank).toString("utf8");
  const disposition = /^content-disposition:(.*)$/im.exec(headers)?.[1] ?? "";
  const name = parameter(disposition, "name");
  if (name === undefined) return undefined;
  const fileName = parameter(disposition, "filename");
  const type = /^content-type:\s*([^\s;]+)/im.exec(headers)?.[1] ?? "application/octet-stream";
  return {
    name,
    bytes: part.subarray(blank + 4),
    file: fileName === undefined ? undefined : { name: fileName, type },
  };
}

/** Browsers and libraries escape quotes in names as `%22` or `\"`. */
function parameter(disposition: string, name: string): string | undefined {
  const [, quoted, bare] =
    new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]+))`, "i").exec(disposition) ?? [];
  return quoted === undefined ? bare : quoted.replaceAll(/\\(.)/g, "$1").replaceAll("%22", '"');
}
