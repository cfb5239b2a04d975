import { agentChannel, conversationChannel } from "../../src/protocol/channels.ts";
import type { Agent, ConversationSnapshot, Message, Person, Role } from "../../src/protocol/resources.ts";
import type { Team } from "../../src/protocol/teams.ts";
import { Api } from "./api.ts";
import { TestSocket } from "./socket.ts";
import type { App } from "./start-app.ts";

/** Somebody signed in, with what people do in short. Every method throws what the desk refuses. */
export class Player {
  readonly person: Person & { role: Role };
  readonly api: Api;
  readonly #app: App;
  readonly #key: string;

  constructor(app: App, key: string, person: Person & { role: Role }, api: Api) {
    this.#app = app;
    this.#key = key;
    this.person = person;
    this.api = api;
  }

  get id(): string {
    return this.person.id;
  }

  /** The same person at another address: a program started again on the same data, or a network before it. */
  at(app: App): Player {
    return new Player(app, this.#key, this.person, this.api.via(app.url));
  }

  /** Opens a conversation with these first words. */
  opens(text: string, clientId = crypto.randomUUID()): Promise<ConversationSnapshot> {
    return this.api.expect("POST", "/api/conversations", { clientId, text });
  }

  /** Posts a message. */
  async says(conversationId: string, text: string, clientId = crypto.randomUUID()): Promise<Message> {
    const { message } = await this.api.expect<{ message: Message }>(
      "POST",
      `/api/conversations/${conversationId}/messages`,
      { clientId, text },
    );
    return message;
  }

  /** The newest page of a conversation and its position. */
  sees(conversationId: string): Promise<ConversationSnapshot> {
    return this.api.expect("GET", `/api/conversations/${conversationId}`);
  }

  /** A connected socket of this person's; closed before the app ends. */
  async connects(): Promise<TestSocket> {
    const socket = await TestSocket.open(this.#app.url, { api: this.api, key: this.#key });
    this.#app.beforeStop(socket);
    return socket;
  }

  /** A socket on the conversation's channel, live from its present end. */
  async follows(conversationId: string): Promise<TestSocket> {
    const socket = await this.connects();
    await socket.subscribe(conversationChannel(conversationId));
    return socket;
  }

  /** An agent opens a dashboard: routing counts them in when this settles. */
  async comesOnline(): Promise<TestSocket> {
    const socket = await this.connects();
    await socket.subscribe(agentChannel(this.id));
    while (!(await this.#isOnline())) await new Promise((resume) => setImmediate(resume));
    return socket;
  }

  async #isOnline(): Promise<boolean> {
    const { agents } = await this.api.expect<{ agents: Agent[] }>("GET", "/api/agents");
    return agents.some(({ id, online }) => id === this.id && online);
  }
}

/** The people of every test: Ada and Ben answer, Grace administers, Vera and Omar ask. */
export interface Cast {
  readonly ada: Player;
  readonly ben: Player;
  readonly grace: Player;
  readonly vera: Player;
  readonly omar: Player;
  /** Somebody who is not signed in. */
  readonly nobody: Api;
  /** The public key of the desk's realtime app. */
  readonly key: string;
  /** Signs customers' identities; shared with the host site's backend. */
  readonly identitySecret: string;
}

export const PASSWORD = "correct horse battery";

/** Sets the desk up by its one-time link, invites the agents and lets the customers in. Nobody is online yet. */
export async function cast(app: App): Promise<Cast> {
  const nobody = new Api(app.url);
  const { key } = await nobody.expect<{ key: string }>("GET", "/api/desk");
  const grace = await joins(app, key, "Grace", "/api/setup", tokenOf(app.setupUrl));
  // One after the other: among those whose turn it is alike, who joined first comes first.
  const ada = await hires(app, key, grace, "Ada");
  const [ben, vera, omar, { identitySecret }] = await Promise.all([
    hires(app, key, grace, "Ben"),
    customer(app, key, { name: "Vera" }),
    customer(app, key, { name: "Omar" }),
    grace.api.expect<{ identitySecret: string }>("GET", "/api/embed"),
  ]);
  return { ada, ben, grace, vera, omar, nobody, key, identitySecret };
}

/** Lets agents who leave keep what they have not answered, for tests that are not about routing. */
export async function keepsUnanswered({ grace }: Cast): Promise<void> {
  const { teams } = await grace.api.expect<{ teams: Team[] }>("GET", "/api/teams");
  for (const { id } of teams)
    await grace.api.expect("PUT", `/api/teams/${id}`, { settings: { releaseUnanswered: false } });
}

/** Lets one more customer in. */
export async function customer(
  app: App,
  key: string,
  introduction: { name?: string; email?: string; identity?: string },
): Promise<Player> {
  const created = await new Api(app.url).expect<{ token: string; customer: Person }>(
    "POST",
    "/api/customers",
    introduction,
  );
  const api = new Api(app.url, { authorization: `Bearer ${created.token}` });
  return new Player(app, key, { ...created.customer, role: "customer" }, api);
}

/** Signs an agent in who was there before, such as after a restart. */
export async function signsIn(app: App, key: string, name: string): Promise<Player> {
  return await joins(app, key, name, "/api/sessions", undefined);
}

/** An admin invites somebody, who joins. */
export async function hires(app: App, key: string, admin: Player, name: string): Promise<Player> {
  const { url } = await admin.api.expect<{ url: string }>("POST", "/api/invitations", { role: "agent" });
  return await joins(app, key, name, "/api/invitations/acceptance", tokenOf(url));
}

async function joins(
  app: App,
  key: string,
  name: string,
  path: string,
  token: string | undefined,
): Promise<Player> {
  const email = `${name.toLowerCase()}@desk.example`;
  const words = token === undefined ? {} : { token, name };
  const answer = await new Api(app.url).request<{ agent: Agent }>("POST", path, {
    ...words,
    email,
    password: PASSWORD,
  });
  if (answer.status !== 201) throw new Error(`${name} could not join: ${JSON.stringify(answer.body)}`);
  const cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  return new Player(app, key, answer.body.agent, new Api(app.url, { cookie }));
}

/** The token of a one-time link stands behind its `#`. */
function tokenOf(link: string | undefined): string {
  const token = link?.split("#")[1];
  if (token === undefined) throw new Error("There is no one-time link");
  return token;
}
