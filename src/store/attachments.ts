import type { Attachment } from "../protocol/resources.ts";
import type { Database } from "./database.ts";
import type { Tx } from "./group-commit.ts";
import { newPublicId } from "./public-id.ts";

/** A new id for an attachment, known before its row because the message's log entry carries it. */
export const attachmentId = (): string => newPublicId("att");

/** Where a file lies. */
export interface AttachmentRow extends Attachment {
  /** Below the data directory. */
  readonly path: string;
  /** Public id. */
  readonly conversationId: string;
}

/** Adds the files of a message, which is known by its public id. */
export async function insertAttachments(
  tx: Tx,
  messageId: string,
  attachments: readonly (Attachment & { readonly path: string })[],
): Promise<void> {
  for (const { id, name, type, size, path } of attachments)
    await tx.db
      .insertInto("attachment")
      .values((eb) => ({
        public_id: id,
        message_id: eb.selectFrom("message").select("message.id").where("public_id", "=", messageId),
        name,
        type,
        size,
        path,
      }))
      .execute();
}

/** The attachment with this public id. */
export async function attachmentByPublicId(db: Database, id: string): Promise<AttachmentRow | undefined> {
  return await db
    .selectFrom("attachment")
    .innerJoin("message", "message.id", "attachment.message_id")
    .innerJoin("conversation", "conversation.id", "message.conversation_id")
    .select([
      "attachment.public_id as id",
      "attachment.name",
      "attachment.type",
      "attachment.size",
      "attachment.path",
      "conversation.public_id as conversationId",
    ])
    .where("attachment.public_id", "=", id)
    .executeTakeFirst();
}
