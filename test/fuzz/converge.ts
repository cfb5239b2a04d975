import { Chaos } from "./chaos.ts";
import { frameBreaches } from "./frame-law.ts";
import { takeReceived } from "./record-sockets.ts";
import { isUpToDate, stateBreaches, type Truth } from "./state-law.ts";
import { CustomerTab, DashboardTab, hurryEverybody, type Tab, type Written } from "./tabs.ts";
import { allConversations, allLogs, databaseBreaches } from "./truth.ts";

/** What came of a run. */
export interface Outcome {
  /** Breaches of the law, each in a line; empty when all is well. */
  readonly breaches: readonly string[];
  readonly messages: number;
  readonly frames: number;
  readonly sockets: number;
}

/** Who has not come to rest by then never will; what is missing is in the breaches. */
const REST_MAX_MS = 30_000;
const LOOK_EVERY_MS = 50;
/** A request that is still under way, of a tab that is closed, would change what was seen at one look. */
const STILL_LOOKS = 4;

/**
 * The law: every frame that any client ever received equals a row of the log, in order; and at rest each client's state
 * equals the database's, nothing lost, doubled or out of order. Runs `steps` random steps, then judges.
 */
export async function converge(seed: number, steps: number): Promise<Outcome> {
  takeReceived();
  await using chaos = await Chaos.begin(seed);
  for (let step = 0; step < steps; step++) await chaos.step();
  await chaos.heal();
  await rest(chaos);
  for (const tab of chaos.tabs) for (const conversation of tab.conversations()) conversation.load();
  await rest(chaos);

  const sockets = takeReceived();
  const conversations = allConversations(chaos.dataDir);
  const breaches = [
    ...databaseBreaches(chaos.dataDir),
    ...frameBreaches(sockets, allLogs(chaos.dataDir)),
    ...chaos.tabs.flatMap((tab) => tabBreaches(tab, conversations)),
    ...writtenBreaches(chaos.written, conversations, reassigned(chaos.dataDir)),
  ];
  return {
    breaches: breaches.length === 0 ? [] : [...breaches, `After: ${chaos.story.join(", ")}`],
    messages: conversations.flatMap(({ messages }) => messages).length,
    frames: sockets.flat().length,
    sockets: sockets.length,
  };
}

/** Waits until everybody has everything and nothing is written any more. */
async function rest(chaos: Chaos): Promise<void> {
  const until = performance.now() + REST_MAX_MS;
  let written = "";
  let stillSince = 0;
  while (performance.now() < until && stillSince < STILL_LOOKS) {
    const now = JSON.stringify([...allLogs(chaos.dataDir)]);
    stillSince = now === written && isAtRest(chaos) ? stillSince + 1 : 0;
    written = now;
    hurryEverybody();
    await new Promise((resume) => setTimeout(resume, LOOK_EVERY_MS));
  }
}

function isAtRest(chaos: Chaos): boolean {
  const conversations = allConversations(chaos.dataDir);
  const stored = new Set(conversations.flatMap(({ messages }) => messages.map(({ text }) => text)));
  if (lost(chaos.written, stored, reassigned(chaos.dataDir)).length > 0) return false;
  return chaos.tabs.every((tab) => {
    const shown = tab.conversations();
    const due = shownBy(tab, conversations);
    return (
      tab.settled() &&
      shown.length === due.length &&
      due.every((truth) => shown.some(({ id, state }) => id === truth.id && isUpToDate(state, truth)))
    );
  });
}

/** The conversations that should be on a tab's screen. */
function shownBy(tab: Tab, conversations: readonly Truth[]): Truth[] {
  if (tab instanceof DashboardTab)
    return conversations.filter(({ status, assigneeId }) => status === "open" && assigneeId === tab.agentId);
  if (!(tab instanceof CustomerTab)) throw new Error("There are no other tabs");
  // A device's tabs remember together which conversation they show.
  const { conversationId } = JSON.parse(tab.storage.getItem("deskbell.session") ?? "{}");
  return conversations.filter(({ id }) => id === conversationId);
}

function tabBreaches(tab: Tab, conversations: readonly Truth[]): string[] {
  const shown = tab.conversations();
  const due = shownBy(tab, conversations);
  const ids = (list: readonly { id: string | null }[]) =>
    list
      .map(({ id }) => id)
      .toSorted(byText)
      .join(" ");
  if (ids(shown) !== ids(due)) return [`${tab.name} shows ${ids(shown)} instead of ${ids(due)}`];
  const settled = tab.settled() ? [] : [`${tab.name} has not settled`];
  return settled.concat(
    due.flatMap((truth) => {
      const live = shown.find(({ id }) => id === truth.id);
      return live === undefined ? [] : stateBreaches(tab.name, tab.side, live, truth);
    }),
  );
}

/** Texts that are lost, doubled, or in another order than their tab wrote them. */
function writtenBreaches(
  written: readonly Written[],
  conversations: readonly Truth[],
  mayBeRefused: boolean,
): string[] {
  const breaches: string[] = [];
  const stored = conversations.flatMap(({ messages }) => messages.map(({ text }) => text));
  for (const text of lost(written, new Set(stored), mayBeRefused)) breaches.push(`"${text}" is lost`);
  for (const text of new Set(stored)) {
    const places = conversations.flatMap(({ id, messages }) =>
      messages.filter((message) => message.text === text).map(({ seq }) => `${id} ${seq}`),
    );
    if (places.length > 1) breaches.push(`"${text}" is there more than once: ${places.join(", ")}`);
  }
  const known = new Set(written.map(({ text }) => text));
  for (const text of stored) if (!known.has(text)) breaches.push(`"${text}" was written by nobody`);
  for (const { id, messages } of conversations) {
    const last = new Map<string, number>();
    for (const { text } of messages) {
      const [, tab = "", number = ""] = /^(.*) (\d+)$/.exec(text) ?? [];
      if (Number(number) < (last.get(tab) ?? 0)) breaches.push(`"${text}" comes too late in ${id}`);
      last.set(tab, Number(number));
    }
  }
  return breaches;
}

/** What was written, must have arrived, and is not there. */
function lost(written: readonly Written[], stored: ReadonlySet<string>, mayBeRefused: boolean): string[] {
  return written
    .filter(({ tab, tabClosed }) => !tabClosed && !(mayBeRefused && !/^(Vera|Omar)/.test(tab)))
    .map(({ text }) => text)
    .filter((text) => !stored.has(text));
}

/** Whether any conversation went from one agent to another: what the former then writes is refused. */
function reassigned(dataDir: string): boolean {
  return [...allLogs(dataDir).values()].flat().some(({ event }) => event === "conversation:released");
}

function byText(a: string | null, b: string | null): number {
  return (a ?? "").localeCompare(b ?? "");
}
