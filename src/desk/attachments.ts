import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { attachmentByPublicId } from "../store/attachments.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";
import { Refusal } from "./refusal.ts";

/** A file of a message, to be sent on. */
export interface AttachmentContent {
  readonly name: string;
  readonly type: string;
  readonly content: ReadableStream<Uint8Array>;
}

/**
 * A file that came with a message, for those who may look at its conversation. Throws `unauthenticated`, `not-found`,
 * `forbidden`.
 */
export async function readAttachment(desk: Desk, actor: Actor, id: string): Promise<AttachmentContent> {
  access.person(actor);
  const row = await attachmentByPublicId(desk.store.db, id);
  if (!row) throw new Refusal("not-found", "There is no such attachment.");
  await access.conversation(desk.store.db, actor, row.conversationId, "look");
  const path = join(desk.dataDir, row.path);
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new Refusal("not-found", "The file is not in the data directory any more.");
  return {
    name: row.name,
    type: row.type,
    content: Readable.toWeb(createReadStream(path)) as unknown as ReadableStream<Uint8Array>,
  };
}
