import type { Judge } from "../laws.ts";
import { Passes } from "./passes.ts";

/** Within an episode the desk never gives a conversation back to an agent who let it expire, or left it. */
export function expiryLaw(): Judge {
  const passes = new Passes();
  const everPassed = new Set<string>();
  return ({ before, step, after, entries }) => {
    const breaches: string[] = [];
    const uncertain = Passes.uncertain(step, before.conversations.length);
    passes.answered(step, before.conversations.length);
    for (const entry of entries) {
      const { conversation, kind, agent } = entry;
      const isRouted = (kind === "offered" || kind === "assigned") && !uncertain.has(conversation);
      if (isRouted && agent !== null && passes.of(conversation).has(agent))
        breaches.push(`${conversation} came back to ${agent}, who let it pass`);
      passes.read(entry);
      if (kind === "expired" || kind === "left") everPassed.add(`${conversation} ${agent}`);
      if (kind === "transferred") everPassed.add(`${conversation} ${entry.by}`);
    }
    passes.answered(step, before.conversations.length);
    const unfounded = after.conversations.flatMap(({ passed }, conversation) =>
      passed
        .filter((agent) => !everPassed.has(`${conversation} ${agent}`))
        .map((agent) => `${conversation} is kept from ${agent}, who never let it pass`),
    );
    return [...breaches, ...unfounded];
  };
}
