import { MalformedFrame } from "../protocol/codec.ts";
import { parseObject } from "../protocol/decode-frame.ts";
import { readUserId } from "./authorize.ts";
import type { User } from "./users.ts";

/** So many users a connection may watch. */
const WATCHLIST_MAX = 100;

/**
 * Reads the signed data of a user. `isCut` when the watchlist was too long, of which the beginning is kept. Throws
 * `MalformedFrame`.
 */
export function readUser(userData: string): { user: User; isCut: boolean } {
  const data = parseObject(userData, "user_data");
  const watchlist: unknown = data["watchlist"] ?? [];
  if (!Array.isArray(watchlist)) throw new MalformedFrame("watchlist must be a list of user ids");
  const watched = watchlist
    .slice(0, WATCHLIST_MAX)
    .map((id: unknown) => readUserId(id, "an id of the watchlist"));
  return {
    user: {
      id: readUserId(data["id"], "id"),
      info: data["user_info"],
      watchlist: [...new Set(watched)],
    },
    isCut: watchlist.length > WATCHLIST_MAX,
  };
}

/** The text that a backend signs to make a socket a user's. */
export function signInText(socketId: string, userData: string): string {
  return `${socketId}::user::${userData}`;
}
