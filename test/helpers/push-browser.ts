import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import type { PushPayload, PushSubscriptionInput } from "../../src/protocol/notifications.ts";

const POINT_BYTES = 65;
const SALT_BYTES = 16;
const RECORD_SIZE_BYTES = 4;
const TAG_BYTES = 16;

/** What a browser does of web push by itself: it keeps its keys and reads what was encrypted for it (RFC 8291). */
export class PushBrowser {
  readonly #keys = createECDH("prime256v1");
  readonly #auth = randomBytes(16);

  constructor() {
    this.#keys.generateKeys();
  }

  /** How the browser describes itself when its push service made it this address. */
  subscription(endpoint: string): PushSubscriptionInput {
    const p256dh = this.#keys.getPublicKey().toString("base64url");
    return { endpoint, keys: { p256dh, auth: this.#auth.toString("base64url") } };
  }

  /** Decrypts a message's body. Throws for one that was meant for another browser or was changed on its way. */
  read(body: Buffer): PushPayload {
    // salt 16 | record size 4 | length of the key 1 | key | records (RFC 8188)
    const salt = body.subarray(0, SALT_BYTES);
    const recordSize = body.readUInt32BE(SALT_BYTES);
    const keyBytes = body.readUInt8(SALT_BYTES + RECORD_SIZE_BYTES);
    const headerBytes = SALT_BYTES + RECORD_SIZE_BYTES + 1 + keyBytes;
    const senderKey = body.subarray(headerBytes - keyBytes, headerBytes);
    const record = body.subarray(headerBytes);
    if (keyBytes !== POINT_BYTES || record.length > recordSize) throw new Error("The body's header is wrong");

    const info = Buffer.concat([Buffer.from("WebPush: info\0"), this.#keys.getPublicKey(), senderKey]);
    const secret = hkdf(this.#keys.computeSecret(senderKey), this.#auth, info, 32);
    const key = hkdf(secret, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
    const nonce = hkdf(secret, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
    const decipher = createDecipheriv("aes-128-gcm", key, nonce);
    decipher.setAuthTag(record.subarray(-TAG_BYTES));
    const padded = Buffer.concat([decipher.update(record.subarray(0, -TAG_BYTES)), decipher.final()]);
    // The last record ends with a 2 and any number of zeros.
    const end = padded.findLastIndex((byte) => byte !== 0);
    if (padded[end] !== 2) throw new Error("The record does not end as the last one does");
    return JSON.parse(padded.subarray(0, end).toString("utf8")) as PushPayload;
  }
}

function hkdf(secret: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, salt, info, bytes));
}
