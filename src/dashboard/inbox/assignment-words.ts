import type { AssignmentEntry, AssignmentReason } from "../../protocol/teams.ts";

/** One row of the assignment log as people say it. */
export interface AssignmentWords {
  /** What happened and why. */
  sentence: string;
  /** What the choice rested on, where the desk chose. */
  detail?: string | undefined;
}

/** Says an entry in plain words; `meId` is whoever reads it. */
export function assignmentWords(entry: AssignmentEntry, meId: string | undefined): AssignmentWords {
  const isMe = entry.agent !== null && entry.agent.id === meId;
  const why = entry.because === null ? "" : addressed(REASONS[entry.because], isMe);
  const sentence = why === "" ? deed(entry, meId) : `${deed(entry, meId)}: ${why}`;
  return { sentence: `${sentence}.`, detail: detailOf(entry, meId) };
}

/** What follows the colon, of `they`: the agent. By hand needs none: who did it is named. */
const REASONS: Record<AssignmentReason, string> = {
  "next-in-turn": "it was {their} turn",
  "least-busy": "{they} had the least to do",
  "has-skills": "{they} know about everything it is labelled with",
  "skills-fallback": "nobody there knows about its labels, so anyone may answer",
  "last-agent": "{they} talked with this customer last",
  "last-agent-away":
    "whoever talked with this customer last was not there or full, and {they} had the least to do",
  "only-one": "nobody else was there with room",
  "by-hand": "",
  "nobody-on-duty": "nobody was there to answer",
  "everybody-full": "everybody had as many conversations as they take at once",
  "manual-queue": "this team takes its conversations by hand",
  "nobody-has-skills": "nobody who was there knows about its labels",
  "all-let-it-expire": "everybody who could take it was asked already",
  "outside-hours": "it was outside the team's hours",
  "agent-gone": "{they} had gone and had not answered yet",
  "agent-deactivated": "{they} don't answer here any more",
  "not-accepted": "{they} did not open it in time",
  "customer-wrote": "the customer wrote",
  "time-came": "its time had come",
  silence: "nobody had written for long",
};

function deed(entry: AssignmentEntry, meId: string | undefined): string {
  const { kind, agent, by, team } = entry;
  const whom = nameOf(agent, meId);
  const who = nameOf(by, meId) ?? "The desk";
  const there = team?.name ?? "its team";
  switch (kind) {
    case "queued":
      return `It waited for ${there}`;
    case "offered":
      return `Offered to ${whom ?? "somebody"}`;
    case "assigned":
      return `Given to ${whom ?? "somebody"}`;
    case "accepted":
      return `${capital(whom ?? "somebody")} opened it`;
    case "expired":
      return `The offer to ${whom ?? "somebody"} ended`;
    case "released":
      return `Taken back from ${whom ?? "somebody"}`;
    case "taken":
      return `${capital(whom ?? who)} took it from the queue`;
    case "taken-over":
      return `${capital(whom ?? who)} took it over`;
    case "transferred":
      return `${capital(who)} handed it to ${whom ?? there}`;
    case "left":
      return `${capital(whom ?? who)} gave it back to ${there}`;
    case "snoozed":
      return `${capital(who)} snoozed it`;
    case "woken":
      return entry.because === "by-hand" ? `${capital(who)} woke it` : "It woke up";
    case "closed":
      return `${capital(who)} resolved it`;
    case "auto-closed":
      return "Resolved by itself";
    default:
      return entry.because === "by-hand" ? `${capital(who)} opened it again` : "It was opened again";
  }
}

function detailOf({ agent, load, eligible }: AssignmentEntry, meId: string | undefined): string | undefined {
  const parts: string[] = [];
  if (load !== null && agent !== null) {
    const had = agent.id === meId ? "You had" : `${agent.name} had`;
    parts.push(`${had} ${count(load, "open conversation")}`);
  }
  if (eligible !== null) parts.push(`${count(eligible, "agent")} could have taken it`);
  return parts.length === 0 ? undefined : `${parts.join("; ")}.`;
}

function count(value: number, what: string): string {
  if (value === 0) return `no ${what}s`;
  return value === 1 ? `one ${what}` : `${value} ${what}s`;
}

function nameOf(person: { id: string; name: string } | null, meId: string | undefined): string | undefined {
  if (person === null) return undefined;
  return person.id === meId ? "you" : person.name;
}

function addressed(words: string, isMe: boolean): string {
  return words.replaceAll("{they}", isMe ? "you" : "they").replaceAll("{their}", isMe ? "your" : "their");
}

function capital(words: string): string {
  return words.replace(/^./, (letter) => letter.toUpperCase());
}
