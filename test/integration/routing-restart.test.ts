import { expect, test } from "bun:test";
import { agentChannel } from "../../src/protocol/channels.ts";
import type { Conversation } from "../../src/protocol/resources.ts";
import type { Team } from "../../src/protocol/teams.ts";
import { cast, type Player } from "../helpers/cast.ts";
import { query } from "../helpers/database.ts";
import { startProcess } from "../helpers/start-app.ts";
import { TemporaryDirectory } from "../helpers/temporary-directory.ts";

/** What the desk has of a conversation that the agent holds; undefined while they don't. */
async function heldBy(agent: Player, id: string): Promise<Conversation | undefined> {
  const answer = await agent.api.request<{ conversation: Conversation }>("GET", `/api/conversations/${id}`);
  return answer.status === 200 ? answer.body.conversation : undefined;
}

test("a program that is killed while an offer's clock runs, and a conversation sleeps, forgets neither", async () => {
  using directory = new TemporaryDirectory();
  const first = await startProcess({ dataDir: directory.path });
  const { ada, ben, grace, vera, omar } = await cast(first);
  const { teams } = await grace.api.expect<{ teams: Team[] }>("GET", "/api/teams");
  await ada.comesOnline();
  const { conversation: asleep } = await omar.opens("Hello");
  const until = new Date(Date.now() + 1_500).toISOString();
  await ada.api.expect("PUT", `/api/conversations/${asleep.id}/snooze`, { until });
  await grace.api.expect("PUT", `/api/teams/${teams[0]?.id}`, { settings: { acceptSeconds: 2 } });
  const { conversation: offered } = await vera.opens("Hello");
  expect(offered).toMatchObject({ assignee: { name: "Ada" }, accepted: false });
  await first.kill();
  expect(query(directory.path, "select kind from timer").map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["accept", "wake"]),
  );

  await using again = await startProcess({ dataDir: directory.path });
  const bens = await ben.at(again).connects();
  await bens.subscribe(agentChannel(ben.id));
  await ada.at(again).comesOnline();
  expect((await bens.nextOf("conversation:assigned")).data.conversationId).toBe(offered.id);
  expect(await heldBy(ada.at(again), offered.id)).toBeUndefined();
  for (;;) {
    const woken = await grace.at(again).sees(asleep.id);
    if (woken.conversation.status === "open") break;
    await new Promise((resume) => setTimeout(resume, 20));
  }
  await again.kill();
});

test("a claim is whole or not at all: after a kill, loads, assignees and the log agree", async () => {
  using directory = new TemporaryDirectory();
  const first = await startProcess({ dataDir: directory.path });
  const { ada, ben, vera, omar } = await cast(first);
  await ada.comesOnline();
  await ben.comesOnline();
  const opening = [vera, omar].flatMap((customer) =>
    Array.from({ length: 20 }, () => customer.opens("Hello").catch(() => undefined)),
  );
  await Promise.race(opening);
  await first.kill();
  await Promise.all(opening);
  const [books] = query(
    directory.path,
    `select
      (select count(*) from conversation where status = 'open' and assignee_id is not null) as assigned,
      (select sum(load) from agent) as load,
      (select count(*) from assignment where kind = 'assigned') as steps,
      (select count(*) from log where event = 'conversation:assigned') as told`,
  );
  expect(books?.["assigned"]).toBeGreaterThan(0);
  expect(new Set(Object.values(books ?? {})).size).toBe(1);
});
