import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { AgentInbox, textsOf } from "../../test/helpers/agent-inbox.ts";
import { type Cast, cast, hires } from "../../test/helpers/cast.ts";
import { FlakyNetwork } from "../../test/helpers/flaky-network.ts";
import { type InProcessApp, startApp } from "../../test/helpers/start-app.ts";
import { until } from "../../test/helpers/until.ts";
import type { Team } from "../protocol/teams.ts";
import { Look } from "./look.ts";
import type { Queue } from "./queue.ts";

let app: InProcessApp;
let people: Cast;

beforeAll(async () => {
  app = await startApp();
  people = await cast(app);
  const { teams } = await people.grace.api.expect<{ teams: Team[] }>("GET", "/api/teams");
  await people.grace.api.expect("PUT", `/api/teams/${teams[0]?.id}`, { settings: { strategy: "manual" } });
});

afterAll(() => app[Symbol.asyncDispose]());

async function queueOf(agent: AgentInbox): Promise<Queue> {
  const { queue } = agent.inbox;
  if (!queue) throw new Error("There is no queue");
  await until(() => queue.state.phase === "ready", queue);
  return queue;
}

const names = ({ state }: Queue) => state.entries.map(({ customerName }) => customerName);

describe("the queue of a dashboard", () => {
  test("shows what waits, what is said in it, and who has it in the end", async () => {
    using ada = await AgentInbox.of(people.ada, app.url);
    using ben = await AgentInbox.of(people.ben, app.url);
    const queue = await queueOf(ada);
    const { conversation } = await people.vera.opens("Hello");
    await until(() => names(queue).includes("Vera"), queue);
    await people.vera.says(conversation.id, "Anybody?");
    await until(() => queue.state.entries[0]?.preview === "Anybody?", queue);
    expect(queue.state.total).toBe(1);

    await ben.inbox.take(conversation.id);
    await until(() => queue.state.total === 0, queue);
    expect(queue.state.left.get(conversation.id)?.name).toBe("Ben");
    expect((await ben.gets(conversation.id)).state.conversation?.assignee?.name).toBe("Ben");
    expect(ada.inbox.take(conversation.id)).rejects.toMatchObject({ code: "already-taken" });
  });

  test("shows, after the connection was lost, what happened meanwhile", async () => {
    await using network = await FlakyNetwork.to(app.url);
    using ada = await AgentInbox.of(people.ada, network.url);
    const queue = await queueOf(ada);
    network.stall();
    network.cut();
    const { conversation } = await people.omar.opens("Good morning");
    network.resume();
    await until(() => names(queue).includes("Omar"), queue);
    await people.ben.api.expect("PUT", `/api/conversations/${conversation.id}/assignment`, {
      agentId: people.ben.id,
    });
    await until(() => !names(queue).includes("Omar"), queue);
  });

  test("follows a team that somebody has been put into since, once it is asked again", async () => {
    const cleo = await hires(app, people.key, people.grace, "Cleo");
    using hers = await AgentInbox.of(cleo, app.url);
    const queue = await queueOf(hers);
    const { team } = await people.grace.api.expect<{ team: Team }>("POST", "/api/teams", {
      name: "Sales",
      settings: { strategy: "manual" },
      memberIds: [cleo.id],
    });
    queue.load();
    const clientId = crypto.randomUUID();
    await people.vera.api.expect("POST", "/api/conversations", {
      clientId,
      text: "A bell?",
      team: team.slug,
    });
    await until(() => queue.state.entries.some(({ teamId }) => teamId === team.id), queue);
  });
});

test("what waits can be read before it is taken, and anew when more is said", async () => {
  using ada = await AgentInbox.of(people.ada, app.url);
  const { conversation } = await people.vera.opens("Is this seat free?");
  const look = await ada.inbox.find(conversation.id);
  if (!(look instanceof Look)) throw new Error("It is not to be looked at");
  expect(textsOf(look)).toEqual(["Is this seat free?"]);
  await people.vera.says(conversation.id, "I take it");
  await look.refresh();
  expect(textsOf(look)).toEqual(["Is this seat free?", "I take it"]);
  expect(ada.listed).not.toContain(conversation.id);
});

test("colleagues who look at the same conversation see each other, and who of them writes", async () => {
  using ada = await AgentInbox.of(people.ada, app.url);
  using grace = await AgentInbox.of(people.grace, app.url);
  const { conversation } = await people.omar.opens("Hello");
  const hers = ada.inbox.watch(conversation.id);
  const graces = grace.inbox.watch(conversation.id);
  if (!hers || !graces) throw new Error("They are not signed in");
  const seen = () => hers.state.map(({ name, typing }) => `${name}${typing ? " types" : ""}`);
  await until(() => seen().includes("Grace"), hers);
  await until(() => graces.state.some(({ name }) => name === "Ada"), graces);
  graces.typing();
  await until(() => seen().includes("Grace types"), hers);
  await until(() => seen().includes("Grace"), hers);
  hers.close();
  graces.close();
});

test("a reply that was written before a colleague's was seen is held back, and said upon a second word", async () => {
  await using network = await FlakyNetwork.to(app.url);
  using ada = await AgentInbox.of(people.ada, network.url);
  const { conversation } = await people.vera.opens("Where is my bell?");
  await ada.inbox.take(conversation.id);
  const live = await ada.gets(conversation.id);
  network.stall();
  network.cut();
  live.send("It is on its way");
  const handTo = (agentId: string) =>
    people.grace.api.expect("PUT", `/api/conversations/${conversation.id}/assignment`, {
      agentId,
      evenIfAway: true,
    });
  await handTo(people.ben.id);
  await people.ben.says(conversation.id, "It is here, you can fetch it");
  await handTo(people.ada.id);
  network.resume();
  const now = () => ada.inbox.conversation(conversation.id);
  await ada.until(() => now()?.state.pending[0]?.code === "unseen-reply");
  expect(now()?.state.pending[0]).toMatchObject({ text: "It is on its way", status: "failed" });
  now()?.retry(now()?.state.pending[0]?.clientId ?? "", true);
  await ada.until(() => {
    const current = now();
    return current !== undefined && textsOf(current).includes("It is on its way");
  });
  expect(now()?.state.pending).toEqual([]);
});

test("a conversation that sleeps is kept apart, and is back when its customer writes; what was handed over has its note", async () => {
  using ben = await AgentInbox.of(people.ben, app.url);
  const { conversation } = await people.omar.opens("Hello again");
  await ben.inbox.take(conversation.id);
  await ben.gets(conversation.id);
  await people.ben.api.expect("PUT", `/api/conversations/${conversation.id}/snooze`, { until: null });
  await ben.until(() => !ben.listed.includes(conversation.id));
  expect(ben.inbox.known("snoozed").map(({ id }) => id)).toEqual([conversation.id]);
  await people.omar.says(conversation.id, "Awake");
  await ben.gets(conversation.id);
  expect(ben.inbox.known("snoozed")).toEqual([]);

  const released: string[] = [];
  ben.inbox.onReleased(({ customer }) => released.push(customer.name));
  using grace = await AgentInbox.of(people.grace, app.url);
  await people.ben.api.expect("PUT", `/api/conversations/${conversation.id}/assignment`, {
    agentId: people.grace.id,
    note: "Speaks French",
  });
  await grace.gets(conversation.id);
  expect(grace.inbox.note(conversation.id)).toBe("Speaks French");
  await ben.until(() => released.length > 0);
  expect(released).toEqual(["Omar"]);
});
