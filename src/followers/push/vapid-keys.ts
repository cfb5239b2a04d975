import { generateKeyPairSync } from "node:crypto";

/** What proves to push services that a message is from this desk (RFC 8292); both keys as base64url. */
export interface VapidKeys {
  /** An uncompressed point of P-256. */
  readonly publicKey: string;
  readonly privateKey: string;
}

/** New keys, as they are stored: subscriptions are tied to them, so they are made once and kept. */
export function newVapidKeys(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return JSON.stringify(privateKey.export({ format: "jwk" }));
}

/** Reads keys that were stored. */
export function readVapidKeys(stored: string): VapidKeys {
  const { x, y, d } = JSON.parse(stored) as { x: string; y: string; d: string };
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  return { publicKey: point.toString("base64url"), privateKey: d };
}
