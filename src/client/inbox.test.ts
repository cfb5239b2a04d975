import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { AgentInbox, textsOf } from "../../test/helpers/agent-inbox.ts";
import { type Cast, cast, keepsUnanswered } from "../../test/helpers/cast.ts";
import { type InProcessApp, startApp } from "../../test/helpers/start-app.ts";
import { until } from "../../test/helpers/until.ts";
import type { Agent, ConversationList } from "../protocol/resources.ts";

let app: InProcessApp;
let people: Cast;

beforeAll(async () => {
  app = await startApp();
  people = await cast(app);
  await keepsUnanswered(people);
});

/** Every test begins with nobody online and nothing assigned. */
afterEach(async () => {
  const { ada, ben } = people;
  while ((await agentsOnline()) > 0) await new Promise((resume) => setImmediate(resume));
  for (const { api } of [ada, ben]) {
    const { conversations } = await api.expect<ConversationList>("GET", "/api/conversations?status=open");
    for (const { id } of conversations) await api.expect("PUT", `/api/conversations/${id}/resolution`);
  }
});

afterAll(() => app[Symbol.asyncDispose]());

async function agentsOnline(): Promise<number> {
  const { agents } = await people.grace.api.expect<{ agents: Agent[] }>("GET", "/api/agents");
  return agents.filter(({ online }) => online).length;
}

describe("a dashboard", () => {
  test("says who is signed in, and lists what is assigned to them with the last words", async () => {
    await using _online = await people.ada.comesOnline();
    const { conversation } = await people.vera.opens("Hello");
    await people.vera.says(conversation.id, "Anybody?");
    using ada = await AgentInbox.of(people.ada, app.url);
    expect(ada.inbox.state.me?.agent?.name).toBe("Ada");
    expect(ada.listed).toEqual([conversation.id]);
    const listed = await ada.gets(conversation.id);
    expect(listed.state.phase).toBe("listed");
    expect(textsOf(listed)).toEqual(["Anybody?"]);
    expect(ada.inbox.state.unread).toBe(2);
  });

  test("lights up when a conversation is assigned, and shows it from its first word on", async () => {
    using ada = await AgentInbox.of(people.ada, app.url);
    const assigned: string[] = [];
    ada.inbox.onAssigned(({ state }) => assigned.push(state.conversation?.customer.name ?? ""));
    const { conversation } = await people.vera.opens("Hello");
    const live = await ada.gets(conversation.id);
    expect(textsOf(live)).toEqual(["Hello"]);
    expect(assigned).toEqual(["Vera"]);
    expect(ada.inbox.state.unread).toBe(1);
  });

  test("takes over what waited for somebody to come online", async () => {
    const { conversation } = await people.vera.opens("Is anybody there?");
    using ada = await AgentInbox.of(people.ada, app.url);
    const live = await ada.gets(conversation.id);
    expect(textsOf(live)).toEqual(["Is anybody there?"]);
  });

  test("loads the history when a listed conversation is opened, live all the while", async () => {
    await using _online = await people.ada.comesOnline();
    const { conversation } = await people.vera.opens("Hello");
    using ada = await AgentInbox.of(people.ada, app.url);
    const live = await ada.gets(conversation.id);
    live.load();
    expect(live.state.phase).toBe("loading");
    live.send("Hi Vera");
    await until(() => live.state.phase === "ready" && textsOf(live).length === 2, live);
    expect(textsOf(live)).toEqual(["Hello", "Hi Vera"]);
    expect((await people.vera.sees(conversation.id)).messages.map(({ text }) => text)).toEqual([
      "Hello",
      "Hi Vera",
    ]);
  });

  test("sorts by the latest activity", async () => {
    using ada = await AgentInbox.of(people.ada, app.url);
    const { conversation: first } = await people.vera.opens("I was first");
    const { conversation: second } = await people.omar.opens("I was second");
    await ada.gets(first.id);
    await ada.gets(second.id);
    expect(ada.listed).toEqual([second.id, first.id]);
    await people.vera.says(first.id, "Me again");
    await ada.until(() => ada.listed[0] === first.id);
  });

  test("drops what is given to somebody else, who gets it with its history", async () => {
    using ada = await AgentInbox.of(people.ada, app.url);
    const { conversation } = await people.vera.opens("Hello");
    await ada.gets(conversation.id);
    using ben = await AgentInbox.of(people.ben, app.url);
    await people.grace.api.expect("PUT", `/api/conversations/${conversation.id}/assignment`, {
      agentId: people.ben.id,
      evenIfAway: true,
    });
    const live = await ben.gets(conversation.id);
    await ada.until(() => ada.inbox.conversation(conversation.id) === undefined);
    expect(ada.listed).toEqual([]);
    expect(textsOf(live)).toEqual(["Hello"]);
  });

  test("keeps what is taken away and given back at once, however often", async () => {
    using ada = await AgentInbox.of(people.ada, app.url);
    const { conversation } = await people.vera.opens("Hello");
    await ada.gets(conversation.id);
    const path = `/api/conversations/${conversation.id}/assignment`;
    for (let i = 0; i < 5; i++) {
      await people.grace.api.expect("PUT", path, { agentId: people.ben.id, evenIfAway: true });
      await people.grace.api.expect("PUT", path, { agentId: people.ada.id, evenIfAway: true });
    }
    await people.vera.says(conversation.id, "Who is there?");
    await ada.until(() => {
      const live = ada.inbox.conversation(conversation.id);
      return live !== undefined && textsOf(live).includes("Who is there?");
    });
    expect(ada.listed).toEqual([conversation.id]);
  });

  test("tells of a loss soon after one's own hand-over, but not of the hand-over itself", async () => {
    using ada = await AgentInbox.of(people.ada, app.url);
    const lost: string[] = [];
    ada.inbox.onReleased(({ customer }) => lost.push(customer.name));
    const { conversation } = await people.vera.opens("Hello");
    await ada.gets(conversation.id);
    const path = `/api/conversations/${conversation.id}/assignment`;
    const toBen = { agentId: people.ben.id, evenIfAway: true };
    await ada.inbox.giveAway(conversation.id, (api) => api.assign(conversation.id, toBen));
    await ada.until(() => !ada.listed.includes(conversation.id));
    expect(lost).toEqual([]);
    await people.grace.api.expect("PUT", path, { agentId: people.ada.id });
    await ada.gets(conversation.id);
    await people.grace.api.expect("PUT", path, toBen);
    await ada.until(() => lost.length > 0);
    expect(lost).toEqual(["Vera"]);
  });

  test("leaves a resolved conversation out, and takes it back in when the customer writes again", async () => {
    using ada = await AgentInbox.of(people.ada, app.url);
    const { conversation } = await people.vera.opens("Hello");
    await ada.gets(conversation.id);
    await people.ada.api.expect("PUT", `/api/conversations/${conversation.id}/resolution`);
    await ada.until(() => ada.listed.length === 0);
    const closed = async () => {
      await ada.inbox.load("closed");
      return ada.inbox.known("closed").map(({ id }) => id);
    };
    expect(await closed()).toContain(conversation.id);
    await people.vera.says(conversation.id, "One more thing");
    await ada.gets(conversation.id);
    expect(await closed()).not.toContain(conversation.id);
  });

  test("takes in a conversation that was resolved before it opened, when the customer writes again", async () => {
    await using _online = await people.ada.comesOnline();
    const { conversation } = await people.vera.opens("Hello");
    await people.ada.api.expect("PUT", `/api/conversations/${conversation.id}/resolution`);
    using ada = await AgentInbox.of(people.ada, app.url);
    expect(ada.listed).toEqual([]);
    await people.vera.says(conversation.id, "One more thing");
    const live = await ada.gets(conversation.id);
    expect(textsOf(live).at(-1)).toBe("One more thing");
  });

  test("says whether its agent takes new conversations", async () => {
    using ada = await AgentInbox.of(people.ada, app.url);
    await ada.inbox.setAvailable(false);
    expect(ada.inbox.state.me?.agent?.available).toBe(false);
    const { conversation } = await people.vera.opens("Hello");
    expect(conversation.assignee).toBeNull();
    await ada.inbox.setAvailable(true);
    await ada.gets(conversation.id);
  });
});

describe("two dashboards of one agent", () => {
  test("show the same: conversations, messages, and what is read", async () => {
    using one = await AgentInbox.of(people.ada, app.url);
    using two = await AgentInbox.of(people.ada, app.url);
    const { conversation } = await people.vera.opens("Hello");
    const left = await one.gets(conversation.id);
    const right = await two.gets(conversation.id);
    left.send("Hi Vera");
    await until(() => textsOf(right).length === 2, right);
    await people.vera.says(conversation.id, "Oh, hello");
    await one.until(() => one.inbox.state.unread === 2);
    await two.until(() => two.inbox.state.unread === 2);
    left.markRead();
    expect(one.inbox.state.unread).toBe(0);
    await two.until(() => two.inbox.state.unread === 0);
    expect(textsOf(left)).toEqual(textsOf(right));
  });

  test("count alike what was read only in part on the other", async () => {
    await using _online = await people.ada.comesOnline();
    const { conversation } = await people.vera.opens("one");
    const { seq } = await people.vera.says(conversation.id, "two");
    for (const text of ["three", "four"]) await people.vera.says(conversation.id, text);
    using ada = await AgentInbox.of(people.ada, app.url);
    expect(ada.inbox.state.unread).toBe(4);
    await people.ada.api.expect("PUT", `/api/conversations/${conversation.id}/read-marker`, { upTo: seq });
    await ada.until(() => ada.inbox.state.unread === 2);
  });
});

test("a dashboard of somebody who is not signed in leads to the sign-in, and can be opened again", async () => {
  using dashboard = new AgentInbox(app.url);
  const { inbox } = dashboard;
  await inbox.open();
  expect(inbox.state).toMatchObject({ phase: "signed-out", me: null });
  await inbox.open();
  expect(inbox.state.phase).toBe("signed-out");
});

test("a customer who opens a dashboard is led to the sign-in", async () => {
  using dashboard = new AgentInbox(app.url, people.vera.api.credentials);
  const { inbox } = dashboard;
  await inbox.open();
  expect(inbox.state.phase).toBe("signed-out");
});
