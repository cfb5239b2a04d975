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

/** Whether the host site says where the customer can be reached by e-mail. */
export function tellsEmail(identity: string | undefined): boolean {
  return !!identity && !!claims(identity)?.email;
}

function subject(jwt: string): string {
  return claims(jwt)?.sub ?? jwt;
}

function claims(jwt: string): { sub?: string; email?: string } | undefined {
  try {
    const [, payload = ""] = jwt.split(".");
    return parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    return undefined;
  }
}
