import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { SignJWT } from "jose";
import { Api } from "../../test/helpers/api.ts";
import { type Cast, cast } from "../../test/helpers/cast.ts";
import { deviceOf } from "../../test/helpers/device.ts";
import { FlakyNetwork } from "../../test/helpers/flaky-network.ts";
import { type InProcessApp, startApp } from "../../test/helpers/start-app.ts";
import { conversationChannel } from "../protocol/channels.ts";

let app: InProcessApp;
let people: Cast;

beforeAll(async () => {
  app = await startApp();
  people = await cast(app);
  await people.ada.comesOnline();
});

afterAll(() => app[Symbol.asyncDispose]());

/** A chat in which the customer has said "Hello", and the id of its conversation. */
async function talk(url = app.url) {
  const device = deviceOf(app);
  const tab = await device.opens(url);
  tab.shown.send("Hello");
  await tab.untilTexts("Hello");
  const id = tab.shown.id ?? "";
  return { device, tab, id };
}

/** Ada says very much all at once. The texts, in the order that the desk gave them. */
async function saysMuch(id: string, count: number): Promise<string[]> {
  const said = await Promise.all(Array.from({ length: count }, (_, i) => people.ada.says(id, `number ${i}`)));
  return said.sort((a, b) => a.seq - b.seq).map(({ text }) => text);
}

async function identityOf(subject: string): Promise<string> {
  return await new SignJWT({ name: subject })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(subject)
    .setExpirationTime("5m")
    .sign(new TextEncoder().encode(people.identitySecret));
}

describe("opening the chat", () => {
  test("stores nothing and makes nobody a customer", async () => {
    const device = deviceOf(app);
    const tab = device.tab(app.url);
    expect(tab.chat.state).toMatchObject({ phase: "idle", conversation: null, connection: "idle" });
    await tab.chat.open();
    await tab.until(() => tab.chat.state.connection === "connected");
    expect(tab.chat.state).toMatchObject({ phase: "ready", customer: null, desk: { setUp: true } });
    expect(tab.shown.state.phase).toBe("new");
    expect(device.stored.size).toBe(0);
  });

  test("shows the open conversation that the customer left, with what was said meanwhile", async () => {
    const { device, tab, id } = await talk();
    tab.chat.close();
    await people.ada.says(id, "Are you still there?");
    const again = await device.opens(app.url);
    await again.untilTexts("Hello", "Are you still there?");
    expect(again.shown.id).toBe(id);
    expect(again.shown.unread).toBe(1);
  });

  test("finds the newest open conversation by itself when the device has forgotten which it was", async () => {
    const { device, tab, id } = await talk();
    tab.chat.close();
    const session = JSON.parse(device.stored.get("deskbell.session") ?? "");
    device.stored.set("deskbell.session", JSON.stringify({ ...session, conversationId: null }));
    const again = await device.opens(app.url);
    await again.untilTexts("Hello");
    expect(again.shown.id).toBe(id);
  });

  test("shows a closed conversation when there is no open one, and the next text opens it again", async () => {
    const { device, tab, id } = await talk();
    await people.ada.says(id, "Solved!");
    await people.ada.api.expect("PUT", `/api/conversations/${id}/resolution`);
    await tab.until(() => tab.shown.state.conversation?.status === "closed");
    tab.chat.close();
    const again = await device.opens(app.url);
    await again.untilTexts("Hello", "Solved!");
    again.shown.send("Not quite");
    await again.untilTexts("Hello", "Solved!", "Not quite");
    await again.until(() => again.shown.state.conversation?.status === "open");
    expect(again.shown.id).toBe(id);
  });

  test("shows the conversation that the host page asks for, if it is the customer's", async () => {
    const { device, tab, id } = await talk();
    tab.chat.startNew();
    tab.shown.send("Something else");
    await tab.untilTexts("Something else");
    tab.chat.close();
    const asked = await device.opens(app.url, { conversationId: id });
    await asked.untilTexts("Hello");
    asked.chat.close();
    const { id: foreign } = await talk();
    const refused = await device.opens(app.url, { conversationId: foreign });
    await refused.untilTexts("Something else");
  });

  test("works where the browser forbids all storage, for as long as the page lives", async () => {
    const forbid = () => {
      throw new Error("SecurityError");
    };
    const device = deviceOf(app);
    const storage = { getItem: forbid, setItem: forbid, removeItem: forbid };
    const tab = await device.opens(app.url, { storage });
    for (const text of ["one", "two"]) tab.shown.send(text);
    await tab.untilTexts("one", "two");
    tab.chat.startNew();
    tab.shown.send("three");
    await tab.untilTexts("three");
  });
});

describe("writing", () => {
  test("opens a conversation with the first text, and what was written behind it follows in order", async () => {
    const device = deviceOf(app);
    const tab = await device.opens(app.url);
    for (const text of ["one", "two", "three"]) tab.shown.send(text);
    expect(tab.shown.state.pending.map(({ text }) => text)).toEqual(["one", "two", "three"]);
    await tab.untilTexts("one", "two", "three");
    expect(tab.shown.id).not.toBeNull();
    const { messages } = await people.ada.sees(tab.shown.id ?? "");
    expect(messages.map(({ text }) => text)).toEqual(["one", "two", "three"]);
  });

  test("can begin before the chat has opened, even before the desk can be reached", async () => {
    await using network = await FlakyNetwork.to(app.url);
    network.stall();
    const device = deviceOf(app);
    const tab = device.tab(network.url);
    const opened = tab.chat.open();
    tab.shown.send("early");
    expect(tab.shown.state.pending.map(({ text }) => text)).toEqual(["early"]);
    network.resume();
    await opened;
    await tab.untilTexts("early");
    tab.chat.close();
  });

  test("sends each text once, in order, however often the network is cut", async () => {
    await using network = await FlakyNetwork.to(app.url);
    const { tab, id } = await talk(network.url);
    const texts = Array.from({ length: 12 }, (_, i) => `number ${i}`);
    for (const text of texts) {
      tab.shown.send(text);
      if (text.endsWith("3") || text.endsWith("7")) network.cut();
      await new Promise((resume) => setImmediate(resume));
    }
    network.cut();
    await tab.untilTexts("Hello", ...texts);
    const { messages } = await people.ada.sees(id);
    expect(messages.map(({ text }) => text)).toEqual(["Hello", ...texts]);
    tab.chat.close();
  });

  test("shows why a text was refused, keeps it for another try, and sends what comes after it", async () => {
    const { tab } = await talk();
    tab.shown.send("x".repeat(4_001));
    tab.shown.send("short");
    await tab.until(() => tab.shown.state.pending[0]?.status === "failed" && tab.texts.includes("short"));
    const [failed] = tab.shown.state.pending;
    expect(failed?.problem).toMatch(/\w+ \w+/);
    tab.shown.retry(failed?.clientId ?? "");
    expect(tab.shown.state.pending[0]).toMatchObject({ status: "sending" });
    await tab.until(() => tab.shown.state.pending[0]?.status === "failed");
    tab.shown.discard(failed?.clientId ?? "");
    expect(tab.shown.state.pending).toEqual([]);
    expect(tab.texts).toEqual(["Hello", "short"]);
  });

  test("says nothing when there is nothing but blanks", async () => {
    const { tab } = await talk();
    tab.shown.send("  \n ");
    expect(tab.shown.state.pending).toEqual([]);
  });
});

describe("a talk", () => {
  test("shows what the agent says, and loads older pages up to the first word", async () => {
    const { device, tab, id } = await talk();
    const texts = await saysMuch(id, 120);
    await tab.untilTexts("Hello", ...texts);
    tab.chat.close();
    const again = await device.opens(app.url);
    await again.until(() => again.shown.state.phase === "ready");
    expect(again.texts).toEqual(texts.slice(-50));
    while (again.shown.state.hasOlder) {
      again.shown.loadOlder();
      again.shown.loadOlder();
      await again.until(() => !again.shown.state.loadingOlder);
    }
    expect(again.texts).toEqual(["Hello", ...texts]);
  });

  test("loads the state anew when more was said in its absence than is replayed", async () => {
    await using network = await FlakyNetwork.to(app.url);
    const { tab, id } = await talk(network.url);
    await tab.until(() => tab.chat.state.connection === "connected");
    network.stall();
    network.cut();
    const texts = await saysMuch(id, 250);
    network.resume();
    await tab.until(() => tab.texts.at(-1) === texts.at(-1));
    expect(tab.texts).toEqual(texts.slice(-50));
    expect(tab.shown.state.hasOlder).toBe(true);
    tab.chat.close();
  });

  test("shows the agent typing until their message arrives, and tells them of the customer's typing", async () => {
    const { tab, id } = await talk();
    const dashboard = await people.ada.follows(id);
    dashboard.send({ event: "client-typing", channel: conversationChannel(id), data: "{}" });
    await tab.until(() => tab.shown.state.typing.length === 1);
    expect(tab.shown.state.typing[0]?.userId).toBe(people.ada.id);
    await people.ada.says(id, "Here it is");
    await tab.untilTexts("Hello", "Here it is");
    expect(tab.shown.state.typing).toEqual([]);
    for (let i = 0; i < 5; i++) tab.shown.typing();
    tab.shown.send("Thanks");
    const frames = [await dashboard.next(), await dashboard.next(), await dashboard.next()];
    expect(frames.map(({ event }) => event)).toEqual(["message:new", "client-typing", "message:new"]);
    expect(frames[1]?.user_id).toBe(tab.chat.state.customer?.id);
  });

  test("counts what is unread until the customer has seen it, and tells the agent so", async () => {
    const { tab, id } = await talk();
    await people.ada.says(id, "one");
    await people.ada.says(id, "two");
    await tab.until(() => tab.shown.unread === 2);
    tab.shown.markRead();
    expect(tab.shown.unread).toBe(0);
    const marked = async () => (await people.ada.sees(id)).conversation.readUpTo.customer;
    const dashboard = await people.ada.follows(id);
    if ((await marked()) < 4) await dashboard.nextOf("message:read");
    expect(await marked()).toBe(4);
  });
});

describe("two tabs of one customer", () => {
  test("show the same, own messages and read markers included", async () => {
    const { device, tab, id } = await talk();
    const other = await device.opens(app.url);
    await other.untilTexts("Hello");
    other.shown.send("from the other tab");
    await tab.untilTexts("Hello", "from the other tab");
    await people.ada.says(id, "Welcome, both of you");
    await tab.until(() => tab.shown.unread === 1);
    await other.until(() => other.shown.unread === 1);
    tab.shown.markRead();
    await other.until(() => other.shown.unread === 0);
  });

  test("come to the same conversation when one of them begins it", async () => {
    const device = deviceOf(app);
    const one = await device.opens(app.url);
    const two = await device.opens(app.url);
    one.shown.send("begun here");
    await one.untilTexts("begun here");
    await two.untilTexts("begun here");
    expect(two.shown.id).toBe(one.shown.id);
    expect(two.chat.state.customer).toEqual(one.chat.state.customer);
    two.chat.startNew();
    two.shown.send("and another");
    await one.untilTexts("and another");
  });

  test("do not show each other's typing to the customer who types", async () => {
    const { device, tab, id } = await talk();
    const other = await device.opens(app.url);
    await other.until(() => other.shown.state.phase === "ready");
    const dashboard = await people.ada.follows(id);
    other.shown.typing();
    while (!dashboard.received.some((frame) => frame.user_id === tab.chat.state.customer?.id)) {
      other.shown.typing();
      await new Promise((resume) => setImmediate(resume));
    }
    await people.ada.says(id, "I see you type");
    await tab.untilTexts("Hello", "I see you type");
    expect(tab.shown.state.typing).toEqual([]);
  });
});

describe("a session", () => {
  test("that the desk does not know is begun anew, and unsent texts are kept", async () => {
    const { device, tab } = await talk();
    tab.chat.close();
    const session = JSON.parse(device.stored.get("deskbell.session") ?? "");
    const forged = { ...session, token: "forged".repeat(8) };
    device.stored.set("deskbell.session", JSON.stringify(forged));
    const again = device.tab(app.url);
    const opened = again.chat.open();
    again.shown.send("Does this arrive?");
    await opened;
    await again.untilTexts("Does this arrive?");
    expect(again.chat.state.phase).toBe("ready");
    expect(again.chat.state.customer?.id).not.toBe(session.customer.id);
    expect(JSON.parse(device.stored.get("deskbell.session") ?? "").token).not.toBe(forged.token);
  });

  test("is begun at once for somebody whom the host site knows, and is the same on another device", async () => {
    const identity = await identityOf("omar@example.com");
    const device = deviceOf(app);
    const tab = await device.opens(app.url, { identity });
    expect(tab.chat.state.customer?.name).toBe("omar@example.com");
    tab.shown.send("It is me");
    await tab.untilTexts("It is me");
    const phone = deviceOf(app);
    const elsewhere = await phone.opens(app.url, { identity: await identityOf("omar@example.com") });
    await elsewhere.untilTexts("It is me");
    expect(elsewhere.chat.state.customer?.id).toBe(tab.chat.state.customer?.id);
  });

  test("of one person is not used for another on the same device, nor after they left", async () => {
    const device = deviceOf(app);
    const vera = await device.opens(app.url, { identity: await identityOf("vera@example.com") });
    vera.shown.send("A secret");
    await vera.untilTexts("A secret");
    vera.chat.close();
    const omar = await device.opens(app.url, { identity: await identityOf("omar2@example.com") });
    expect(omar.shown.state).toMatchObject({ phase: "new", messages: [], pending: [] });
    expect(omar.chat.state.customer?.id).not.toBe(vera.chat.state.customer?.id);
    omar.chat.close();
    const nobody = await device.opens(app.url);
    expect(nobody.chat.state.customer).toBeNull();
    expect(nobody.shown.state.phase).toBe("new");
    const named = await device.opens(app.url, { customerId: "vera@example.com" });
    expect(named.chat.state.customer).toBeNull();
  });

  test("is refused with a reason when the identity is forged", async () => {
    const device = deviceOf(app);
    const [header, payload] = (await identityOf("vera@example.com")).split(".");
    const tab = await device.opens(app.url, { identity: `${header}.${payload}.forged` });
    expect(tab.chat.state.phase).toBe("failed");
    expect(tab.chat.state.problem).toMatch(/\w+ \w+/);
    expect(device.stored.size).toBe(0);
  });
});

describe("whether somebody is there", () => {
  test("is told to those who merely look, and kept current through lost connections", async () => {
    await using network = await FlakyNetwork.to(app.url);
    const tab = await deviceOf(app).opens(network.url);
    const answering = () => tab.chat.state.desk?.status.answering;
    await tab.until(() => tab.chat.state.connection === "connected" && answering() === true);
    await people.ada.api.expect("PUT", "/api/me/availability", { available: false });
    await tab.until(() => answering() === false);
    network.cut();
    await people.ada.api.expect("PUT", "/api/me/availability", { available: true });
    await tab.until(() => answering() === true);
    expect(tab.chat.state.customer).toBeNull();
  });

  test("is told of the team that has the conversation, and of the page's own for a new one", async () => {
    const { team } = await people.grace.api.expect<{ team: { id: string; slug: string } }>(
      "POST",
      "/api/teams",
      {
        name: "Sales",
      },
    );
    const { tab, id } = await talk();
    expect(tab.chat.state.desk?.status.answering).toBe(true);
    await people.ada.api.expect("PUT", `/api/conversations/${id}/assignment`, { teamId: team.id });
    await tab.until(() => tab.chat.state.desk?.team.slug === team.slug);
    expect(tab.chat.state.desk?.status.answering).toBe(false);
    tab.chat.startNew();
    await tab.until(() => tab.chat.state.desk?.team.slug !== team.slug);
  });
});

describe("an e-mail address", () => {
  test("goes along with the text that opens a conversation, even when another text has opened it", async () => {
    const device = deviceOf(app);
    const tab = await device.opens(app.url, { team: "sales", labels: ["billing"] });
    tab.chat.send("First");
    tab.chat.send("Second", { email: "vera@example.com" });
    await tab.untilTexts("First", "Second");
    expect(tab.chat.state.reachable).toBe(true);
    const { token }: { token: string } = JSON.parse(device.stored.get("deskbell.session") ?? "");
    const known = new Api(app.url, { authorization: `Bearer ${token}` }).expect("PUT", "/api/me/contact", {});
    expect(await known).toMatchObject({ email: "vera@example.com" });
    const { conversation } = await people.grace.sees(tab.shown.id ?? "");
    expect(conversation).toMatchObject({ team: { name: "Sales" }, labels: ["billing"] });
  });

  test("is remembered by the device, and known from an identity that names one", async () => {
    const { device, tab } = await talk();
    expect(tab.chat.state.reachable).toBe(false);
    await tab.chat.leaveContact({ email: "vera@example.com" });
    tab.chat.close();
    const again = await device.opens(app.url);
    expect(again.chat.state.reachable).toBe(true);
    const identity = await new SignJWT({ email: "omar@example.com" })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("omar-with-address")
      .setExpirationTime("5m")
      .sign(new TextEncoder().encode(people.identitySecret));
    expect((await deviceOf(app).opens(app.url, { identity })).chat.state.reachable).toBe(true);
    const without = await deviceOf(app).opens(app.url, { identity: await identityOf("without") });
    expect(without.chat.state.reachable).toBe(false);
  });
});

test("a snoozed conversation is found as an open one is, before newer closed ones", async () => {
  const { device, tab, id } = await talk();
  await people.ada.api.expect("PUT", `/api/conversations/${id}/snooze`, { until: null });
  tab.chat.startNew();
  tab.shown.send("Something else");
  await tab.untilTexts("Something else");
  const other = tab.shown.id ?? "";
  await people.ada.api.expect("PUT", `/api/conversations/${other}/resolution`);
  tab.chat.close();
  const session = JSON.parse(device.stored.get("deskbell.session") ?? "");
  device.stored.set("deskbell.session", JSON.stringify({ ...session, conversationId: null }));
  const again = await device.opens(app.url);
  await again.untilTexts("Hello");
  expect(again.shown.id).toBe(id);
});
