/** A new id of 128 random bits in hex. `crypto.randomUUID` is missing on pages that are not served over HTTPS. */
export function newClientId(): string {
  let id = "";
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) id += (byte + 256).toString(16).slice(1);
  return id;
}
