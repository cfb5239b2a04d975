import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 32;

/** A secret that is shown once, and its hash, which is all that is stored: a stolen database signs nobody in. */
export function newToken(): { token: string; tokenHash: string } {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  return { token, tokenHash: hashToken(token) };
}

/** The stored form of a token. Tokens are random, so a plain hash is enough. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
