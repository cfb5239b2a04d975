import { randomBytes } from "node:crypto";

/** 96 bits: nobody finds somebody else's thing by guessing, and ids can be shown to whoever may see the thing. */
const RANDOM_BYTES = 12;

/** What an id names, told by its first letters, so that a log line or a bug report explains itself. */
export type IdPrefix = "agt" | "cus" | "cnv" | "msg" | "team" | "att" | "whk" | "dlv" | "evt";

/**
 * A new unguessable id, such as `cnv_19b0c2f3a5e4Yx…`; fits a channel name. It begins with the time: new ids then lie
 * side by side at the end of an index, and a commit of many writes a few pages instead of one for each.
 */
export function newPublicId(prefix: IdPrefix): string {
  return `${prefix}_${Date.now().toString(16)}${randomPart()}`;
}

/** To ask the system for a few bytes takes nearly as long as to ask it for many. */
const POOL_BYTES = 100 * RANDOM_BYTES;

let pool = Buffer.alloc(0);
let used = 0;

function randomPart(): string {
  if (used === pool.length) {
    pool = randomBytes(POOL_BYTES);
    used = 0;
  }
  const from = used;
  used += RANDOM_BYTES;
  return pool.toString("base64url", from, used);
}
