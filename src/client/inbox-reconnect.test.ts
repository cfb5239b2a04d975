import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { AgentInbox, textsOf } from "../../test/helpers/agent-inbox.ts";
import { type Cast, cast, keepsUnanswered, signsIn } from "../../test/helpers/cast.ts";
import { FlakyNetwork } from "../../test/helpers/flaky-network.ts";
import { type InProcessApp, startApp } from "../../test/helpers/start-app.ts";
import { until } from "../../test/helpers/until.ts";

let app: InProcessApp;
let people: Cast;

beforeAll(async () => {
  app = await startApp();
  people = await cast(app);
  await keepsUnanswered(people);
});

afterAll(() => app[Symbol.asyncDispose]());

describe("a dashboard that loses its connection", () => {
  test("shows everything that happened meanwhile: new conversations, messages, and what it lost", async () => {
    await using network = await FlakyNetwork.to(app.url);
    using ada = await AgentInbox.of(people.ada, network.url);
    const { conversation: kept } = await people.vera.opens("Hello");
    const { conversation: lost } = await people.omar.opens("Hi");
    await ada.gets(kept.id);
    await ada.gets(lost.id);
    network.stall();
    network.cut();
    await people.vera.says(kept.id, "Are you there?");
    await people.grace.api.expect("PUT", `/api/conversations/${lost.id}/assignment`, {
      agentId: people.ben.id,
      evenIfAway: true,
    });
    const { conversation: won } = await people.omar.opens("Another question");
    await people.grace.api.expect("PUT", `/api/conversations/${won.id}/assignment`, {
      agentId: people.ada.id,
      evenIfAway: true,
    });
    network.resume();
    await ada.gets(won.id);
    await ada.until(() => !ada.listed.includes(lost.id));
    const live = await ada.gets(kept.id);
    await until(() => textsOf(live).at(-1) === "Are you there?", live);
    expect(new Set(ada.listed)).toEqual(new Set([kept.id, won.id]));
  });

  test("leads to the sign-in when the session ended meanwhile", async () => {
    await using network = await FlakyNetwork.to(app.url);
    const elsewhere = await signsIn(app, people.key, "Ben");
    using ben = await AgentInbox.of(elsewhere, network.url);
    await elsewhere.api.expect("DELETE", "/api/sessions/current");
    network.cut();
    await ben.until(() => ben.inbox.state.phase === "signed-out");
    expect(ben.inbox.state).toMatchObject({ me: null, conversations: [], connection: "idle" });
  });
});
