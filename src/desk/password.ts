import { hash, verify } from "@node-rs/argon2";

/** argon2id with the library's parameters (19 MiB, 2 passes), which are OWASP's recommendation. */
export function hashPassword(password: string): Promise<string> {
  return hash(password);
}

/** Made once, so that asking for an unknown address takes as long as asking for a known one. */
const nobodysHash = hash("nobody has this password");

/** Whether the password fits. Without a hash it burns the same time and says no. */
export async function passwordFits(passwordHash: string | undefined, password: string): Promise<boolean> {
  const fits = await verify(passwordHash ?? (await nobodysHash), password);
  return fits && passwordHash !== undefined;
}
