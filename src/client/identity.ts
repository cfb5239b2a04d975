const { parse } = JSON;

/**
 * Whom the host site says the customer is, as a key of this device's storage: sessions and unsent texts of several people
 * must not mix. The desk alone checks the signature.
 */
export function ownerKey(
  baseUrl: string,
  identity: string | undefined,
  customerId: string | undefined,
): string {
  return `${baseUrl} ${identity ? `sub ${subject(identity)}` : (customerId ?? "")}`;
}

function subject(jwt: string): string {
  try {
    const [, payload = ""] = jwt.split(".");
    return parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))).sub;
  } catch {
    return jwt;
  }
}
