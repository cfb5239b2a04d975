import type { Tx } from "./group-commit.ts";

/** What a one-time link is for. */
export type InvitationPurpose = "set-up" | "invitation";

/** Adds a one-time link. */
export async function insertInvitation(
  tx: Tx,
  invitation: { tokenHash: string; purpose: InvitationPurpose; role: "agent" | "admin"; expiresAt: number },
): Promise<void> {
  await tx.db
    .insertInto("invitation")
    .values({
      token_hash: invitation.tokenHash,
      purpose: invitation.purpose,
      role: invitation.role,
      expires_at: invitation.expiresAt,
      spent_at: null,
    })
    .execute();
}

/** Spends a link, once: a second caller, or one who comes too late, gets undefined. */
export async function spendInvitation(
  tx: Tx,
  link: { tokenHash: string; purpose: InvitationPurpose; at: number },
): Promise<"agent" | "admin" | undefined> {
  const spent = await tx.db
    .updateTable("invitation")
    .set({ spent_at: link.at })
    .where("token_hash", "=", link.tokenHash)
    .where("purpose", "=", link.purpose)
    .where("spent_at", "is", null)
    .where("expires_at", ">", link.at)
    .returning("role")
    .executeTakeFirst();
  return spent?.role;
}

/** Takes back every set-up link that was printed before. */
export async function deleteSetUpLinks(tx: Tx): Promise<void> {
  await tx.db.deleteFrom("invitation").where("purpose", "=", "set-up").execute();
}
