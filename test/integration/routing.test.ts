import { describe, expect, test } from "bun:test";
import {
  agentChannel,
  conversationChannel,
  staffChannel,
  teamChannel,
  teamQueueChannel,
} from "../../src/protocol/channels.ts";
import { VIEWING_SIGNAL } from "../../src/protocol/signals.ts";
import { customer, type Player } from "../helpers/cast.ts";
import { everythingStored } from "../helpers/database.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, RoutingDesk, SECOND_MS } from "../helpers/routing-desk.ts";

const assignmentOf = (id: string) => `/api/conversations/${id}/assignment`;
const resolutionOf = (id: string) => `/api/conversations/${id}/resolution`;

async function customers(desk: RoutingDesk, count: number): Promise<Player[]> {
  return await Promise.all(
    Array.from({ length: count }, (_, index) =>
      customer(desk.app, desk.people.key, { name: `Customer ${index + 1}` }),
    ),
  );
}

describe("who gets a conversation", () => {
  test("it goes in turn to those who are there, and the log says why", async () => {
    await using desk = await RoutingDesk.open();
    const { ada, ben, vera, omar } = desk.people;
    await ada.comesOnline();
    await ben.comesOnline();
    const first = await desk.opens(vera);
    const second = await desk.opens(omar);
    expect(await Promise.all([desk.assigneeOf(first), desk.assigneeOf(second)])).toEqual(["Ada", "Ben"]);
    expect(await desk.wayOf(first)).toEqual(["assigned Ada next-in-turn"]);
  });

  test("with nobody there it waits, and is the first one's who comes", async () => {
    await using desk = await RoutingDesk.open();
    const { ada, vera } = desk.people;
    const id = await desk.opens(vera);
    expect(await desk.assigneeOf(id)).toBeNull();
    const dashboard = await ada.comesOnline();
    expect((await dashboard.nextOf("conversation:assigned")).data.conversationId).toBe(id);
    expect(await desk.wayOf(id)).toEqual(["queued nobody-on-duty", "assigned Ada only-one"]);
  });

  test("nobody gets more than they have room for, and a slot that frees is filled with whoever waits longest", async () => {
    await using desk = await RoutingDesk.open({ capacity: 1 });
    const { ada, vera, omar } = desk.people;
    await ada.comesOnline();
    const first = await desk.opens(vera);
    const second = await desk.opens(omar);
    const third = await desk.opens(vera);
    expect(await desk.assigneeOf(second)).toBeNull();
    await ada.api.expect("PUT", resolutionOf(first));
    expect(await desk.assigneeOf(second)).toBe("Ada");
    expect(await desk.assigneeOf(third)).toBeNull();
  });

  test("an agent's own number wins over the team's, and raising it takes in what waits", async () => {
    await using desk = await RoutingDesk.open({ capacity: 1 });
    const { ada, vera, omar } = desk.people;
    await ada.comesOnline();
    await desk.opens(vera);
    const second = await desk.opens(omar);
    expect(await desk.assigneeOf(second)).toBeNull();
    await ada.api.expect("PUT", `/api/agents/${ada.id}`, { capacity: 2 });
    expect(await desk.assigneeOf(second)).toBe("Ada");
  });

  test("by skills it goes to who knows; with nobody who knows it waits or goes to anyone, as the team wants", async () => {
    await using desk = await RoutingDesk.open({ strategy: "skills", skillsFallback: "wait" });
    const { ada, ben, grace, vera } = desk.people;
    await grace.api.expect("PUT", `/api/agents/${ben.id}`, { skills: ["Billing"] });
    await ada.comesOnline();
    const id = await desk.opens(vera, { labels: ["billing"] });
    expect(await desk.assigneeOf(id)).toBeNull();
    await ben.comesOnline();
    expect(await desk.assigneeOf(id)).toBe("Ben");
    const delivery = await desk.opens(vera, { labels: ["delivery"] });
    expect(await desk.assigneeOf(delivery)).toBeNull();
    await desk.setSupport({ skillsFallback: "anyone" });
    expect(await desk.assigneeOf(delivery)).toBe("Ada");
    expect((await desk.wayOf(delivery)).at(-1)).toBe("assigned Ada skills-fallback");
  });

  test("by the agent of last time it goes to whom the customer knows", async () => {
    await using desk = await RoutingDesk.open({ strategy: "last-agent" });
    const { ada, ben, vera } = desk.people;
    await ben.comesOnline();
    const first = await desk.opens(vera);
    await ben.api.expect("PUT", resolutionOf(first));
    await ada.comesOnline();
    expect(await desk.assigneeOf(await desk.opens(vera))).toBe("Ben");
  });

  test("in a manual queue it waits until somebody takes it", async () => {
    await using desk = await RoutingDesk.open({ strategy: "manual" });
    const { ada, vera } = desk.people;
    await ada.comesOnline();
    const id = await desk.opens(vera);
    expect(await desk.assigneeOf(id)).toBeNull();
    await ada.api.expect("PUT", assignmentOf(id), { agentId: ada.id });
    expect(await desk.assigneeOf(id)).toBe("Ada");
    expect(await desk.wayOf(id)).toEqual(["queued manual-queue", "taken Ada by-hand"]);
  });

  test("a team's conversations go to its members alone; a team that is gone leaves them to the default one", async () => {
    await using desk = await RoutingDesk.open();
    const { ada, ben, grace, vera } = desk.people;
    await ada.comesOnline();
    const sales = await desk.makesTeam("Sales & Orders", [ben]);
    expect(sales.slug).toBe("sales-orders");
    const id = await desk.opens(vera, { team: "sales-orders" });
    expect(await desk.assigneeOf(id)).toBeNull();
    await grace.api.expect("DELETE", `/api/teams/${sales.id}`);
    expect(await desk.assigneeOf(id)).toBe("Ada");
    expect(await desk.assigneeOf(await desk.opens(vera, { team: "sales-orders" }))).toBe("Ada");
  });
});

describe("two events at once", () => {
  test("fifty agents who take the same conversation: one has it, the others are told", async () => {
    await using desk = await RoutingDesk.open({ strategy: "manual" });
    const { vera } = desk.people;
    const agents = desk.hiresMany(50);
    const id = await desk.opens(vera);
    const answers = await Promise.all(
      agents.map((agent) =>
        agent.api.request<{ code?: string }>("PUT", assignmentOf(id), { agentId: agent.id }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBe(1);
    expect(answers.filter(({ body }) => body.code === "already-taken").length).toBe(49);
    expect((await desk.wayOf(id)).length).toBe(2);
  });

  test("fifty conversations at once for two agents with room for seven each: nobody has an eighth, the rest waits in order", async () => {
    await using desk = await RoutingDesk.open({ capacity: 7 });
    const { ada, ben } = desk.people;
    await ada.comesOnline();
    await ben.comesOnline();
    const askers = await customers(desk, 50);
    const ids = await Promise.all(askers.map((asker) => desk.opens(asker)));
    const assignees = await Promise.all(ids.map((id) => desk.assigneeOf(id)));
    const count = (name: string | null) => assignees.filter((one) => one === name).length;
    expect([count("Ada"), count("Ben"), count(null)]).toEqual([7, 7, 36]);
    await Promise.all([
      ada.api.expect("PUT", `/api/agents/${ada.id}`, { capacity: 20 }),
      ben.api.expect("PUT", `/api/agents/${ben.id}`, { capacity: 20 }),
    ]);
    const later = await Promise.all(ids.map((id) => desk.assigneeOf(id)));
    expect(later.filter((one) => one !== null).length).toBe(40);
    const firstWaiting = later.indexOf(null);
    expect(later.slice(firstWaiting)).toEqual(Array.from({ length: 10 }, () => null));
  });
});

describe("an offer", () => {
  test("that is not opened in time goes to the next one, and never back", async () => {
    await using desk = await RoutingDesk.open({ acceptSeconds: 30 });
    const { ada, ben, vera } = desk.people;
    await ada.comesOnline();
    await ben.comesOnline();
    const id = await desk.opens(vera);
    expect(await desk.sees(id)).toMatchObject({ assignee: { name: "Ada" }, accepted: false });
    await desk.passes(30 * SECOND_MS);
    expect(await desk.assigneeOf(id)).toBe("Ben");
    await desk.passes(30 * SECOND_MS);
    expect(await desk.assigneeOf(id)).toBeNull();
    await desk.passes(HOUR_MS);
    expect(await desk.assigneeOf(id)).toBeNull();
    expect(await desk.wayOf(id)).toEqual([
      "offered Ada next-in-turn",
      "expired Ada not-accepted",
      "offered Ben only-one",
      "expired Ben not-accepted",
      "queued all-let-it-expire",
    ]);
    await ada.api.expect("PUT", assignmentOf(id), { agentId: ada.id });
    expect(await desk.assigneeOf(id)).toBe("Ada");
  });

  test.each([
    ["opening it", (ada: Player, id: string) => ada.api.expect("PUT", `/api/conversations/${id}/acceptance`)],
    ["answering", (ada: Player, id: string) => ada.says(id, "Good morning")],
    [
      "reading it",
      (ada: Player, id: string) => ada.api.expect("PUT", `/api/conversations/${id}/read-marker`, { upTo: 1 }),
    ],
  ] as const)("keeps its agent: %s stops the clock", async (_, accept) => {
    await using desk = await RoutingDesk.open({ acceptSeconds: 30 });
    const { ada, ben, vera } = desk.people;
    await ada.comesOnline();
    await ben.comesOnline();
    const id = await desk.opens(vera);
    await accept(ada, id);
    await desk.passes(HOUR_MS);
    expect(await desk.sees(id)).toMatchObject({ assignee: { name: "Ada" }, accepted: true, acceptBy: null });
  });

  test("takes its agent off the conversation's channel in the moment it expires", async () => {
    await using desk = await RoutingDesk.open({ acceptSeconds: 30 });
    const { ada, vera } = desk.people;
    await ada.comesOnline();
    const id = await desk.opens(vera);
    const thread = await ada.follows(id);
    await desk.passes(30 * SECOND_MS);
    expect(await thread.next()).toEqual({
      event: "realtime:unsubscribed",
      channel: conversationChannel(id),
      data: {},
    });
  });
});

describe("an agent who goes", () => {
  test("cut off: has a grace; then what they have not answered goes on, the rest stays, and the customer is told", async () => {
    await using desk = await RoutingDesk.open();
    const { ada, ben, vera, omar } = desk.people;
    const dashboard = await ada.comesOnline();
    const answered = await desk.opens(vera);
    await ada.says(answered, "Good morning, Vera.");
    const unanswered = await desk.opens(omar);
    const widget = await vera.follows(answered);
    await ben.comesOnline();
    dashboard.breakOff();
    await desk.passes(9 * SECOND_MS);
    expect(await desk.assigneeOf(unanswered)).toBe("Ada");
    await desk.seesTimer("grace");
    await desk.passes(10 * SECOND_MS);
    expect(await desk.assigneeOf(unanswered)).toBe("Ben");
    expect(await desk.sees(answered)).toMatchObject({ assignee: { name: "Ada" }, assigneeAway: true });
    expect((await widget.nextOf("conversation:updated")).data["assigneeAway"]).toBe(true);
    await ada.comesOnline();
    expect((await widget.nextOf("conversation:updated")).data["assigneeAway"]).toBe(false);
    expect((await desk.wayOf(unanswered)).slice(-2)).toEqual([
      "released Ada agent-gone",
      "assigned Ben only-one",
    ]);
  });

  test("and comes back within the grace has lost nothing", async () => {
    await using desk = await RoutingDesk.open();
    const { ada, ben, vera } = desk.people;
    const dashboard = await ada.comesOnline();
    const id = await desk.opens(vera);
    await ben.comesOnline();
    dashboard.breakOff();
    await desk.seesTimer("grace");
    const again = await ada.connects();
    await again.subscribe(agentChannel(ada.id));
    await desk.seesNoTimer("grace");
    await desk.passes(HOUR_MS);
    expect(await desk.assigneeOf(id)).toBe("Ada");
  });

  test("and whose team wants it so keeps even what they have not answered", async () => {
    await using desk = await RoutingDesk.open({ releaseUnanswered: false });
    const { ada, ben, vera } = desk.people;
    const dashboard = await ada.comesOnline();
    await ben.comesOnline();
    const id = await desk.opens(vera);
    await dashboard[Symbol.asyncDispose]();
    await desk.seesGone(ada);
    expect(await desk.sees(id)).toMatchObject({ assignee: { name: "Ada" }, assigneeAway: true });
  });

  test("for good is signed out and off every channel, and everything they had goes on", async () => {
    await using desk = await RoutingDesk.open();
    const { ada, ben, grace, vera, omar } = desk.people;
    const dashboard = await ada.comesOnline();
    const answered = await desk.opens(vera);
    await ada.says(answered, "Good morning");
    const asleep = await desk.opens(omar);
    await ada.api.expect("PUT", `/api/conversations/${asleep}/snooze`, { until: null });
    await ben.comesOnline();
    await grace.api.expect("DELETE", `/api/agents/${ada.id}`);
    expect(await desk.assigneeOf(answered)).toBe("Ben");
    expect(await desk.sees(asleep)).toMatchObject({ assignee: { name: "Ben" }, status: "open" });
    expect((await ada.api.request("GET", "/api/me")).status).toBe(401);
    await dashboard.nextOf("realtime:unsubscribed");
    const { agents } = await grace.api.expect<{ agents: { name: string }[] }>("GET", "/api/agents");
    expect(agents.map(({ name }) => name)).toEqual(["Grace", "Ben"]);
  });
});

describe("by hand", () => {
  test("it goes to a team with a note, and not back to who passed it on", async () => {
    await using desk = await RoutingDesk.open();
    const { ada, ben, vera } = desk.people;
    const sales = await desk.makesTeam("Sales", [ada, ben]);
    await ada.comesOnline();
    const id = await desk.opens(vera);
    await ada.api.expect("PUT", assignmentOf(id), { teamId: sales.id, note: "Wants a hundred bells" });
    expect(await desk.sees(id)).toMatchObject({ assignee: null, team: { name: "Sales" } });
    const bens = await ben.connects();
    await bens.subscribe(agentChannel(ben.id));
    expect((await bens.nextOf("conversation:assigned")).data.conversationId).toBe(id);
    expect((await desk.wayOf(id)).slice(1)).toEqual([
      "transferred by-hand",
      "queued all-let-it-expire",
      "assigned Ben only-one",
    ]);
  });

  test("a hand-over carries its note to the next one, live", async () => {
    await using desk = await RoutingDesk.open();
    const { ada, ben, vera } = desk.people;
    await ada.comesOnline();
    const id = await desk.opens(vera);
    const bens = await ben.comesOnline();
    await ada.api.expect("PUT", assignmentOf(id), { agentId: ben.id, note: "She speaks French" });
    expect((await bens.nextOf("conversation:assigned")).data).toMatchObject({
      conversationId: id,
      note: "She speaks French",
    });
    expect((await desk.wayOf(id)).at(-1)).toBe("transferred Ben by-hand");
  });

  test("who leaves it does not get it again; an admin may take it over", async () => {
    await using desk = await RoutingDesk.open();
    const { ada, grace, vera } = desk.people;
    await ada.comesOnline();
    const id = await desk.opens(vera);
    await ada.api.expect("DELETE", assignmentOf(id));
    expect(await desk.assigneeOf(id)).toBeNull();
    await grace.api.expect("PUT", assignmentOf(id), { agentId: grace.id });
    expect(await desk.assigneeOf(id)).toBe("Grace");
    expect((await desk.wayOf(id)).slice(1)).toEqual([
      "left Ada",
      "queued all-let-it-expire",
      "taken Grace by-hand",
    ]);
  });
});

describe("a conversation that rests", () => {
  test("sleeps until its time, weighs nothing meanwhile, and wakes with who had it", async () => {
    await using desk = await RoutingDesk.open({ capacity: 1 });
    const { ada, vera, omar } = desk.people;
    await ada.comesOnline();
    const id = await desk.opens(vera);
    const until = new Date(desk.clock.now() + HOUR_MS).toISOString();
    await ada.api.expect("PUT", `/api/conversations/${id}/snooze`, { until });
    const other = await desk.opens(omar);
    expect(await desk.assigneeOf(other)).toBe("Ada");
    await ada.api.expect("PUT", resolutionOf(other));
    await desk.passes(HOUR_MS);
    expect(await desk.sees(id)).toMatchObject({
      status: "open",
      assignee: { name: "Ada" },
      snoozedUntil: null,
    });
  });

  test("is woken by its agent who takes it again, and the log says so", async () => {
    await using desk = await RoutingDesk.open();
    const { ada, vera } = desk.people;
    await ada.comesOnline();
    const id = await desk.opens(vera);
    await ada.api.expect("PUT", `/api/conversations/${id}/snooze`, { until: null });
    await ada.api.expect("PUT", assignmentOf(id), { agentId: ada.id });
    expect((await desk.sees(id)).status).toBe("open");
    expect((await desk.wayOf(id)).slice(-2)).toEqual(["snoozed Ada", "woken Ada by-hand"]);
  });

  test("wakes when the customer writes; with no room at who had it, it waits like any other", async () => {
    await using desk = await RoutingDesk.open({ capacity: 1 });
    const { ada, vera, omar } = desk.people;
    await ada.comesOnline();
    const id = await desk.opens(vera);
    await ada.api.expect("PUT", `/api/conversations/${id}/snooze`, { until: null });
    const other = await desk.opens(omar);
    await vera.says(id, "Are you there?");
    expect(await desk.sees(id)).toMatchObject({ status: "open", assignee: null });
    await ada.api.expect("PUT", resolutionOf(other));
    expect(await desk.assigneeOf(id)).toBe("Ada");
  });

  test("closed, and opened again by its customer, goes to who had it if they are there, else to who is", async () => {
    await using desk = await RoutingDesk.open();
    const { ada, ben, vera, omar } = desk.people;
    const dashboard = await ada.comesOnline();
    const [first, second] = [await desk.opens(vera), await desk.opens(omar)];
    for (const id of [first, second]) await ada.api.expect("PUT", resolutionOf(id));
    await ben.comesOnline();
    await vera.says(first, "One more thing");
    expect(await desk.assigneeOf(first)).toBe("Ada");
    await dashboard[Symbol.asyncDispose]();
    await desk.seesGone(ada);
    await omar.says(second, "One more thing");
    expect(await desk.assigneeOf(second)).toBe("Ben");
  });

  test("is closed after days of silence, unless its customer waits for an answer", async () => {
    await using desk = await RoutingDesk.open({ autoCloseDays: 3 });
    const { ada, vera, omar } = desk.people;
    await ada.comesOnline();
    const answered = await desk.opens(vera);
    await ada.says(answered, "It is on its way.");
    const unanswered = await desk.opens(omar);
    await desk.passes(3 * DAY_MS - MINUTE_MS);
    expect((await desk.sees(answered)).status).toBe("open");
    await desk.passes(2 * MINUTE_MS);
    expect((await desk.sees(answered)).status).toBe("closed");
    expect((await desk.sees(unanswered)).status).toBe("open");
    expect((await desk.wayOf(answered)).at(-1)).toBe("auto-closed Ada silence");
  });
});

describe("hours", () => {
  const nineToFive = {
    weekly: [...Array.from({ length: 5 }, () => [{ from: "09:00", to: "17:00" }]), [], []],
    holidays: [],
  };

  test("[K6] outside of them nothing is routed, and everybody can know when somebody is back; when they open, it is", async () => {
    await using desk = await RoutingDesk.open({ hours: nineToFive });
    const { ada, vera, nobody } = desk.people;
    await ada.comesOnline();
    const id = await desk.opens(vera);
    expect(await desk.assigneeOf(id)).toBeNull();
    const told = await nobody.expect<{ status: object; team: { id: string } }>("GET", "/api/desk");
    expect(told.status).toMatchObject({ open: false, answering: false, backAt: "2026-01-05T09:00:00.000Z" });
    const anybody = await vera.connects();
    anybody.requestSubscription(teamChannel(told.team.id), {});
    await anybody.nextOf("realtime:subscription_succeeded");
    await desk.passes(HOUR_MS);
    expect(await desk.assigneeOf(id)).toBe("Ada");
    expect((await anybody.nextOf("team:status")).data).toMatchObject({ open: true, answering: true });
    await desk.passes(8 * HOUR_MS);
    expect((await anybody.nextOf("team:status")).data).toMatchObject({
      open: false,
      backAt: "2026-01-06T09:00:00.000Z",
    });
  });
});

describe("the queue", () => {
  test("[K5] tells everybody in it where they stand, and counts down as it moves", async () => {
    await using desk = await RoutingDesk.open({ capacity: 1 });
    const { ada, vera, omar } = desk.people;
    await ada.comesOnline();
    const [busy, next, last] = [await desk.opens(vera), await desk.opens(omar), await desk.opens(vera)];
    const widget = await vera.connects();
    await widget.subscribe(conversationChannel(last), { since: 0 });
    await desk.settles();
    expect((await widget.nextOf("queue:position")).data).toMatchObject({ position: 2 });
    expect((await desk.sees(last)).queue).toMatchObject({ position: 2 });
    await ada.api.expect("PUT", resolutionOf(busy));
    expect(await desk.assigneeOf(next)).toBe("Ada");
    expect((await widget.nextOf("queue:position")).data).toMatchObject({ position: 1 });
    await ada.api.expect("PUT", resolutionOf(next));
    expect((await desk.sees(last)).queue).toBeNull();
  });

  test("is seen live by its team: what enters it, what is said in it, and who took what", async () => {
    await using desk = await RoutingDesk.open({ strategy: "manual" });
    const { ada, ben, vera } = desk.people;
    const { positions } = await ben.api.expect<{ positions: Record<string, { epoch: string; seq: number }> }>(
      "GET",
      "/api/queue",
    );
    const [channel = "", since] = Object.entries(positions)[0] ?? [];
    const dashboard = await ben.connects();
    await dashboard.subscribe(channel, since ? { since } : {});
    const id = await desk.opens(vera, { text: "My bell rattles" });
    expect((await dashboard.nextOf("queue:entered")).data).toMatchObject({
      conversationId: id,
      customerName: "Vera",
      preview: "My bell rattles",
    });
    await vera.says(id, "And it is loud");
    expect((await dashboard.nextOf("queue:updated")).data["preview"]).toBe("And it is loud");
    expect((await ben.sees(id)).messages.length).toBe(2);
    await ada.api.expect("PUT", assignmentOf(id), { agentId: ada.id });
    expect((await dashboard.nextOf("queue:left")).data).toMatchObject({ agent: { name: "Ada" } });
    expect((await ben.api.request("GET", `/api/conversations/${id}`)).status).toBe(403);
  });

  test("a member who leaves a team is off its channel", async () => {
    await using desk = await RoutingDesk.open();
    const { ada, ben, grace } = desk.people;
    const sales = await desk.makesTeam("Sales", [ada, ben]);
    const dashboard = await ben.connects();
    await dashboard.subscribe(teamQueueChannel(sales.id));
    await grace.api.expect("PUT", `/api/teams/${sales.id}`, { memberIds: [ada.id] });
    await dashboard.nextOf("realtime:unsubscribed");
  });
});

test("[K4] colleagues who look at a conversation see each other, and its customer sees nothing of it", async () => {
  await using desk = await RoutingDesk.open();
  const { ada, grace, vera } = desk.people;
  await ada.comesOnline();
  const id = await desk.opens(vera);
  const widget = await vera.follows(id);
  const [adas, graces] = [await ada.connects(), await grace.connects()];
  await adas.subscribe(staffChannel(id));
  await graces.subscribe(staffChannel(id));
  const viewing = { name: "Grace", typing: true, hello: true };
  graces.send({ event: VIEWING_SIGNAL, channel: staffChannel(id), data: JSON.stringify(viewing) });
  expect(await adas.next()).toMatchObject({ event: VIEWING_SIGNAL, user_id: grace.id, data: viewing });
  await widget.silence();
});

test("who looked at what waits is off the staff channel when somebody else has it", async () => {
  await using desk = await RoutingDesk.open({ strategy: "manual" });
  const { ada, ben, vera } = desk.people;
  const id = await desk.opens(vera);
  const bens = await ben.connects();
  await bens.subscribe(staffChannel(id));
  await ada.api.expect("PUT", assignmentOf(id), { agentId: ada.id });
  await bens.nextOf("realtime:unsubscribed");
  expect((await ben.api.request("GET", `/api/conversations/${id}`)).status).toBe(403);
});

test("a repeated acceptance, a repeated leave and a taken conversation taken again change nothing", async () => {
  await using desk = await RoutingDesk.open({ acceptSeconds: 30 });
  const { ada, vera } = desk.people;
  await ada.comesOnline();
  const id = await desk.opens(vera);
  await ada.api.expect("PUT", `/api/conversations/${id}/acceptance`);
  await desk.settles();
  const before = everythingStored(desk.app.dataDir);
  await ada.api.expect("PUT", `/api/conversations/${id}/acceptance`);
  await ada.api.expect("PUT", assignmentOf(id), { agentId: ada.id });
  await desk.settles();
  expect(everythingStored(desk.app.dataDir)).toBe(before);
});
