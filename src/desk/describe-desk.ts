import { listAgents } from "../store/people.ts";
import { type Actor, access } from "./access.ts";
import type { Desk } from "./desk.ts";

/** What everybody may know of the desk. */
export interface DeskDescription {
  name: string;
  /** The realtime app's public key. */
  key: string;
  /** Whether anybody can sign in yet. */
  setUp: boolean;
  /** Whether somebody is there to answer now. */
  answering: boolean;
}

/** What the widget asks first. */
export async function describeDesk(desk: Desk): Promise<DeskDescription> {
  const agents = await listAgents(desk.store.db);
  return {
    name: desk.name,
    key: desk.realtime.key,
    setUp: agents.length > 0,
    answering: agents.some(({ available, online }) => available && online),
  };
}

/** How to put the widget on a page, for those who answer; the identity secret for admins only. */
export function describeEmbedding(
  desk: Desk,
  actor: Actor,
): { snippet: string; key: string; identitySecret?: string } {
  const { role } = access.agent(actor);
  return {
    snippet: `<script src="${desk.publicUrl()}/widget.js" async></script>`,
    key: desk.realtime.key,
    ...(role === "admin" ? { identitySecret: desk.identitySecret } : {}),
  };
}
