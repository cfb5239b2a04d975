import type { ConversationSnapshot } from "../../src/protocol/resources.ts";
import type { Team } from "../../src/protocol/teams.ts";
import { asked, type RefusalCase, type World } from "./http-refusals.ts";

const assignmentOf = (id: string) => `/api/conversations/${id}/assignment`;

async function defaultTeamId({ grace }: World): Promise<string> {
  const { teams } = await grace.api.expect<{ teams: Team[] }>("GET", "/api/teams");
  return teams.find(({ isDefault }) => isDefault)?.id ?? "";
}

/** A conversation that is Ben's, who isn't there: Grace gave it to him all the same. */
async function bens({ omar, grace, ben }: World): Promise<ConversationSnapshot["conversation"]> {
  const { conversation } = await omar.opens("Hello");
  await grace.api.expect("PUT", assignmentOf(conversation.id), { agentId: ben.id, evenIfAway: true });
  return conversation;
}

/** A conversation that waits in a team where everything is taken by hand, and whose only member is Ben. */
async function waiting({ grace, ben, omar }: World): Promise<string> {
  const { team } = await grace.api.expect<{ team: Team }>("POST", "/api/teams", {
    name: crypto.randomUUID(),
    settings: { strategy: "manual" },
    memberIds: [ben.id],
  });
  const { conversation } = await omar.api.expect<ConversationSnapshot>("POST", "/api/conversations", {
    clientId: crypto.randomUUID(),
    text: "Hello",
    team: team.slug,
  });
  return conversation.id;
}

const hours = (monday: { from: string; to: string }[]) => ({
  name: "Sales",
  settings: { hours: { weekly: [monday, [], [], [], [], [], []], holidays: [] } },
});

export const ROUTING: readonly RefusalCase[] = [
  asked("a team without a name", "invalid-input", "grace", "POST /api/teams", { name: " " }),
  asked("a team with an unknown strategy", "invalid-input", "grace", "POST /api/teams", {
    name: "Sales",
    settings: { strategy: "loudest-first" },
  }),
  asked("a team on an unknown clock", "invalid-input", "grace", "POST /api/teams", {
    name: "Sales",
    settings: { timeZone: "Europe/Atlantis" },
  }),
  asked(
    "hours that end before they begin",
    "invalid-input",
    "grace",
    "POST /api/teams",
    hours([{ from: "17:00", to: "09:00" }]),
  ),
  asked(
    "hours that overlap",
    "invalid-input",
    "grace",
    "POST /api/teams",
    hours([
      { from: "09:00", to: "13:00" },
      { from: "12:00", to: "17:00" },
    ]),
  ),
  asked("a capacity of none", "invalid-input", "ada", "PUT /api/agents/agt_none", { capacity: 0 }),
  asked("a snooze until some day", "invalid-input", "ada", "PUT /api/conversations/:id/snooze", {
    until: "some day",
  }),
  asked("more labels than anybody reads", "invalid-input", "ada", "PUT /api/conversations/:id/labels", {
    labels: Array.from({ length: 11 }, (_, index) => `label ${index}`),
  }),
  asked("contact details of an agent", "forbidden", "ada", "PUT /api/me/contact", { name: "Ada" }),
  asked("a second team of the same name", "team-exists", "grace", "POST /api/teams", { name: "Support" }),
  asked("a team of somebody unknown", "agent-unknown", "grace", "POST /api/teams", {
    name: "Sales",
    memberIds: ["agt_none"],
  }),
  asked("a change of no team", "not-found", "grace", "PUT /api/teams/team_none", { name: "Sales" }),
  asked("the queue of no team", "not-found", "grace", "GET /api/queue?team=team_none"),
  asked("a change of no agent", "not-found", "grace", "PUT /api/agents/agt_none", { skills: [] }),
  {
    title: "the removal of the team that the desk needs",
    code: "team-needed",
    arrange: async (world) => {
      const id = await defaultTeamId(world);
      return () => world.grace.api.request("DELETE", `/api/teams/${id}`);
    },
  },
  {
    title: "the queue of a team that one is not in",
    code: "forbidden",
    arrange: async (world) => {
      const { team } = await world.grace.api.expect<{ team: Team }>("POST", "/api/teams", {
        name: crypto.randomUUID(),
      });
      return () => world.ada.api.request("GET", `/api/queue?team=${team.id}`);
    },
  },
  {
    title: "the deactivation of the only admin",
    code: "last-admin",
    arrange: (world) => () => world.grace.api.request("DELETE", `/api/agents/${world.grace.id}`),
  },
  {
    title: "the only admin who would be an agent",
    code: "last-admin",
    arrange: (world) => () =>
      world.grace.api.request("PUT", `/api/agents/${world.grace.id}`, { role: "agent" }),
  },
  {
    title: "an agent who would be an admin",
    code: "forbidden",
    arrange: (world) => () => world.ada.api.request("PUT", `/api/agents/${world.ada.id}`, { role: "admin" }),
  },
  asked(
    "a transfer to a team that there is not",
    "team-unknown",
    "ada",
    "PUT /api/conversations/:id/assignment",
    {
      teamId: "team_none",
    },
  ),
  {
    title: "taking what a colleague took first",
    code: "already-taken",
    arrange: (world) => () =>
      world.ben.api.request("PUT", assignmentOf(world.conversationId), { agentId: world.ben.id }),
  },
  {
    title: "giving a waiting conversation to somebody else",
    code: "forbidden",
    arrange: async (world) => {
      const id = await waiting(world);
      return () => world.ben.api.request("PUT", assignmentOf(id), { agentId: world.ada.id });
    },
  },
  {
    title: "looking at what waits for another team",
    code: "forbidden",
    arrange: async (world) => {
      const id = await waiting(world);
      return () => world.ada.api.request("GET", `/api/conversations/${id}`);
    },
  },
  {
    title: "a hand-over to somebody who is not there",
    code: "agent-away",
    arrange: (world) => () =>
      world.ada.api.request("PUT", assignmentOf(world.conversationId), { agentId: world.ben.id }),
  },
  {
    title: "a hand-over to somebody who has no room",
    code: "agent-full",
    arrange: async (world) => {
      await bens(world);
      await world.ben.api.expect("PUT", `/api/agents/${world.ben.id}`, { capacity: 1 });
      return () =>
        world.ada.api.request("PUT", assignmentOf(world.conversationId), {
          agentId: world.ben.id,
          evenIfAway: true,
        });
    },
  },
  {
    title: "a hand-over of a closed conversation",
    code: "not-open",
    arrange: async (world) => {
      const { conversation } = await world.omar.opens("Hello");
      await world.ada.api.expect("PUT", `/api/conversations/${conversation.id}/resolution`);
      return () =>
        world.ada.api.request("PUT", assignmentOf(conversation.id), {
          agentId: world.ben.id,
          evenIfAway: true,
        });
    },
  },
  {
    title: "a snooze of a closed conversation",
    code: "not-open",
    arrange: async (world) => {
      const { conversation } = await world.omar.opens("Hello");
      await world.ada.api.expect("PUT", `/api/conversations/${conversation.id}/resolution`);
      return () =>
        world.ada.api.request("PUT", `/api/conversations/${conversation.id}/snooze`, { until: null });
    },
  },
  {
    title: "a reply after a colleague's that was not seen",
    code: "unseen-reply",
    arrange: async (world) => {
      const { conversation } = await world.omar.opens("Hello");
      await world.ada.says(conversation.id, "Good morning, Omar.");
      await world.grace.api.expect("PUT", assignmentOf(conversation.id), { agentId: world.grace.id });
      return () =>
        world.grace.api.request("POST", `/api/conversations/${conversation.id}/messages`, {
          clientId: crypto.randomUUID(),
          text: "Hello Omar, I am Grace.",
          seenUpTo: 1,
        });
    },
  },
];
