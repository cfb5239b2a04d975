import type { Authorized, Refusal } from "./authorize.ts";
import type { Presence } from "./presence.ts";
import type { User } from "./users.ts";

/** Longest `user_info` of a member, in bytes of its JSON text. */
const USER_INFO_MAX_BYTES = 1_024;

/** Who comes to a presence channel: whom the signature names, or else who is signed in. */
export function judgeMember(
  signed: Authorized,
  user: User | undefined,
  presence: Presence | undefined,
  membersMax: number,
): Authorized | Refusal {
  const member = signed.userId === undefined ? { ...signed, userId: user?.id, userInfo: user?.info } : signed;
  const { userId, userInfo } = member;
  if (userId === undefined)
    return {
      status: 400,
      message: "A presence channel needs a user_id in channel_data, or a signed-in user",
    };
  if (Buffer.byteLength(JSON.stringify(userInfo ?? null)) > USER_INFO_MAX_BYTES)
    return { status: 400, message: `user_info has at most ${USER_INFO_MAX_BYTES} bytes` };
  if (presence && !presence.infos.has(userId) && presence.size >= membersMax)
    return { status: 429, message: `A presence channel has at most ${membersMax} members` };
  return member;
}
