import { agentChannel } from "../protocol/channels.ts";
import type { DeskEvents } from "../protocol/events.ts";
import type { Agent } from "../protocol/resources.ts";
import { append, channelId } from "../store/log.ts";
import { agentById, setAvailable, setEverybodyOffline, setOnline } from "../store/people.ts";
import { type Actor, access } from "./access.ts";
import { routeWaiting } from "./assign-conversation.ts";
import type { Desk } from "./desk.ts";

/** A dashboard of the agent is connected: what waits may now be theirs. */
export async function agentArrived(desk: Desk, agentId: string): Promise<void> {
  await desk.store.transact(async (tx) => {
    await setOnline(tx, agentId, true);
    await routeWaiting(tx, desk.now());
  });
}

/** The agent's last dashboard is gone: nothing new comes to them. */
export async function agentLeft(desk: Desk, agentId: string): Promise<void> {
  await desk.store.transact((tx) => setOnline(tx, agentId, false));
}

/** At start nobody is connected yet, whatever was true when the program ended. */
export async function everybodyLeft(desk: Desk): Promise<void> {
  await desk.store.transact(setEverybodyOffline);
}

/** What the agent says of themselves: available, or away; all their dashboards learn it. Throws `unauthenticated`, `forbidden`. */
export async function setAvailability(desk: Desk, actor: Actor, available: boolean): Promise<Agent> {
  const { id, publicId } = access.agent(actor);
  return await desk.store.transact(async (tx) => {
    const before = await agentById(tx.db, id);
    if (before.available === available) return before;
    await setAvailable(tx, id, available);
    await append(tx, {
      channelId: await channelId(tx, agentChannel(publicId)),
      event: "agent:updated",
      data: (seq): DeskEvents["agent:updated"] => ({ agentId: publicId, available, seq }),
      at: desk.now(),
    });
    if (available) await routeWaiting(tx, desk.now());
    return await agentById(tx.db, id);
  });
}
