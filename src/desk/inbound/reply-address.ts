import { createHmac, timingSafeEqual } from "node:crypto";

/** 80 bits: an address can be tried only by sending a mail, and each names one person in one conversation. */
const SIGNATURE_BYTES = 10;
/** RFC 5321 section 4.5.3.1.1. */
const LOCAL_PART_MAX = 64;

/** Whom a signed address stands for. `id` are the inner keys, which are short. */
export interface Correspondent {
  readonly conversation: { readonly id: number; readonly publicId: string };
  readonly person: { readonly id: number; readonly publicId: string };
}

/** The inner keys that a signed address names, and what proves it. */
export interface ClaimedCorrespondent {
  readonly conversationId: number;
  readonly personId: number;
  readonly signature: string;
}

/**
 * The address at which a mail of this person becomes a message in this conversation, such as
 * `reply+1k.9.jx3h5q0v7c2m4n6p@chat.example.com` for the inbound address `reply@chat.example.com`. All in lower case,
 * because some mail programs make it so. Throws `RangeError` when the local part would be too long.
 */
export function replyAddress(inboundAddress: string, secret: string, correspondent: Correspondent): string {
  const at = inboundAddress.lastIndexOf("@");
  const { conversation, person } = correspondent;
  const token = [
    conversation.id.toString(36),
    person.id.toString(36),
    signatureOf(secret, correspondent),
  ].join(".");
  const local = `${inboundAddress.slice(0, at)}+${token}`;
  if (local.length > LOCAL_PART_MAX) throw new RangeError(`${local} is longer than ${LOCAL_PART_MAX}`);
  return local + inboundAddress.slice(at);
}

/** What an address claims, if it is one of ours: nothing is proven yet. */
export function readReplyAddress(inboundAddress: string, address: string): ClaimedCorrespondent | undefined {
  const ours = inboundAddress.toLowerCase();
  const at = ours.lastIndexOf("@");
  const theirs = address.trim().toLowerCase();
  const prefix = `${ours.slice(0, at)}+`;
  if (!theirs.startsWith(prefix) || !theirs.endsWith(ours.slice(at))) return undefined;
  const token = theirs.slice(prefix.length, theirs.length - (ours.length - at));
  const [, conversation, person, signature] =
    /^([0-9a-z]{1,11})\.([0-9a-z]{1,11})\.([a-z2-7]{16})$/.exec(token) ?? [];
  if (conversation === undefined || person === undefined || signature === undefined) return undefined;
  return {
    conversationId: Number.parseInt(conversation, 36),
    personId: Number.parseInt(person, 36),
    signature,
  };
}

/** Whether the claim was signed by us for this person in this conversation. */
export function isSigned(
  secret: string,
  { signature }: ClaimedCorrespondent,
  correspondent: Correspondent,
): boolean {
  const expected = signatureOf(secret, correspondent);
  return timingSafeEqual(Buffer.from(expected), Buffer.from(signature));
}

/**
 * Over the public ids: the inner keys are given out anew when a backup is restored, and an address from before must
 * not lead into another conversation then.
 */
function signatureOf(secret: string, { conversation, person }: Correspondent): string {
  const digest = createHmac("sha256", secret)
    .update(`reply-address\n${conversation.publicId}\n${person.publicId}`)
    .digest();
  return base32(digest.subarray(0, SIGNATURE_BYTES));
}

/** RFC 4648 section 6, in lower case; for whole groups of five bytes. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return [...bits.matchAll(/.{5}/g)].map(([five]) => BASE32[Number.parseInt(five, 2)]).join("");
}

const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
