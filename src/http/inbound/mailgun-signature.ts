import { createHmac, timingSafeEqual } from "node:crypto";
import { type FormField, textField } from "./form.ts";

/** How old a signature may be. Mailgun tries again for hours, but signs each attempt anew. */
const SIGNATURE_MAX_AGE_MS = 15 * 60_000;

/** Whether Mailgun signed the form with this key, lately. */
export function isSignedByMailgun(fields: readonly FormField[], key: string, now: number): boolean {
  const text = textField(fields);
  const timestamp = text("timestamp") ?? "";
  const signature = Buffer.from(text("signature") ?? "");
  const expected = createHmac("sha256", key)
    .update(timestamp + (text("token") ?? ""))
    .digest("hex");
  return (
    signature.length === expected.length &&
    timingSafeEqual(signature, Buffer.from(expected)) &&
    Math.abs(now - Number(timestamp) * 1000) <= SIGNATURE_MAX_AGE_MS
  );
}
