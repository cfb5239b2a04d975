import { randomBytes } from "node:crypto";
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { InboundFile } from "./email.ts";

/** What one mail may bring. The rest is left out, and the message says so. */
const FILES_MAX = 10;
const FILE_MAX_BYTES = 20 * 1024 * 1024;
/** Smaller pictures in the text are the lines, logos and counting pixels of signatures. */
const INLINE_MIN_BYTES = 4 * 1024;
const NAME_MAX = 120;

/** A file that lies in the data directory and that no row speaks of yet. */
export interface KeptFile {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Below the data directory. */
  readonly path: string;
}

/**
 * Writes the files of a mail to the data directory, synced to the disk: the rows that name them may be committed
 * afterwards. `leftOut` names what was too much.
 */
export async function keepFiles(
  dataDir: string,
  files: readonly InboundFile[],
): Promise<{ kept: KeptFile[]; leftOut: string[] }> {
  const kept: KeptFile[] = [];
  const leftOut: string[] = [];
  for (const [index, file] of files.entries()) {
    if (file.inline && file.content.length < INLINE_MIN_BYTES) continue;
    const name = cleanName(file.name, index + 1);
    if (kept.length >= FILES_MAX || file.content.length > FILE_MAX_BYTES) leftOut.push(name);
    else kept.push({ name, ...(await keep(dataDir, file)) });
  }
  return { kept, leftOut };
}

/** Removes files again that no row came to speak of. */
export async function forgetFiles(dataDir: string, files: readonly KeptFile[]): Promise<void> {
  await Promise.all(files.map(({ path }) => rm(join(dataDir, path), { force: true })));
}

async function keep(dataDir: string, file: InboundFile): Promise<Omit<KeptFile, "name">> {
  const path = join("attachments", randomBytes(18).toString("base64url"));
  await mkdir(join(dataDir, "attachments"), { recursive: true, mode: 0o700 });
  const handle = await open(join(dataDir, path), "wx", 0o600);
  try {
    await handle.writeFile(file.content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { type: await typeOf(file), size: file.content.length, path };
}

/** By its content: what the sender says of it may be a lie. Text has no marks, and is harmless as plain text. */
async function typeOf({ type, content }: InboundFile): Promise<string> {
  const { fileTypeFromBuffer } = await import("file-type");
  const sniffed = await fileTypeFromBuffer(content).catch(() => undefined);
  if (sniffed) return sniffed.mime;
  return /^text\/(?:plain|csv|calendar|markdown)\b/i.test(type) ? "text/plain" : "application/octet-stream";
}

/** A name to show and to save under: no path, nothing that reverses or hides what follows. */
export function cleanName(name: string, number: number): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const visible = last
    .normalize("NFC")
    .replaceAll(/\p{Surrogate}/gu, "\ufffd")
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")
    .replaceAll(/[<>:"|?*]/g, "_")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/^[. ]+|[. ]+$/g, "");
  if (visible === "") return `file-${number}`;
  if (visible.length <= NAME_MAX) return visible;
  const extension = /\.[\p{L}\p{N}]{1,10}$/u.exec(visible)?.[0] ?? "";
  return visible.slice(0, NAME_MAX - extension.length).replace(/\p{Surrogate}$/u, "") + extension;
}
