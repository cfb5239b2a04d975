import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Hex HMAC-SHA256 of `content`, as everything on both dialects is signed. */
export function sign(secret: string, content: string | Uint8Array): string {
  return createHmac("sha256", secret).update(content).digest("hex");
}

/** Hex MD5 of a request's body. It protects nothing by itself: a signature covers it. */
export function md5(content: string): string {
  return createHash("md5").update(content).digest("hex");
}

/** Whether two signatures are the same, in a time that tells nothing of where they differ. */
export function isSameSignature(claimed: string, expected: string): boolean {
  const encoder = new TextEncoder();
  const [a, b] = [encoder.encode(claimed), encoder.encode(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
