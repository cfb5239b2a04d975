import { randomBytes } from "node:crypto";

/** 128 bits: nobody finds somebody else's thing by guessing, and ids can be shown to whoever may see the thing. */
const ID_BYTES = 16;

/** What an id names, told by its first letters, so that a log line or a bug report explains itself. */
export type IdPrefix = "agt" | "cus" | "cnv" | "msg" | "whk" | "dlv" | "evt";

/** A new unguessable id, such as `cnv_4Yx…`; fits a channel name. */
export function newPublicId(prefix: IdPrefix): string {
  return `${prefix}_${randomBytes(ID_BYTES).toString("base64url")}`;
}
