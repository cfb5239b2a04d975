import { expect, test } from "bun:test";
import { meddle } from "../helpers/database.ts";
import { eventually } from "../helpers/eventually.ts";
import { assignment, MailWorld, reads } from "../helpers/mail-world.ts";

const ADA = "ada@desk.example";
const BEN = "ben@desk.example";
const GRACE = "grace@desk.example";
const HOUR = 60;

/** As an agent's settings are stored. */
function prefers(world: MailWorld, name: string, settings: object): void {
  meddle(
    world.app.dataDir,
    `update agent set notifications = '${JSON.stringify(settings)}' where email = '${name.toLowerCase()}@desk.example'`,
  );
}

const NO_MAIL = { email: { queue: false, unreadMinutes: 0 }, quietHours: null };

test("a conversation that waits while nobody is online is told to everybody in the team who wants it, once", async () => {
  await using world = await MailWorld.open();
  prefers(world, "Ben", NO_MAIL);
  const { vera } = world.people;
  await vera.opens("Is anybody there?");
  await world.pass(1);
  expect(world.mailsTo(BEN)).toEqual([]);
  for (const address of [ADA, GRACE]) {
    const [mail] = world.mailsTo(address);
    expect(mail?.subject).toBe("Vera waits, and nobody is online");
    expect(mail?.text).toContain("Is anybody there?");
    expect(mail?.text).toContain("https://chat.example.com/dashboard");
  }
  await world.pass(5 * HOUR);
  expect(world.catcher.mails).toHaveLength(2);
});

test("several that wait go in one mail, and the next mail comes a quarter of an hour later at the earliest", async () => {
  await using world = await MailWorld.open();
  const { vera, omar } = world.people;
  await vera.opens("First");
  await omar.opens("Second");
  await world.pass(2);
  expect(world.mailsTo(ADA)).toHaveLength(1);
  expect(world.mailsTo(ADA)[0]).toMatchObject({ subject: "Vera and 1 more wait, and nobody is online" });
  expect(world.mailsTo(ADA)[0]?.text).toContain("Second");
  await vera.opens("Third");
  await world.pass(14);
  expect(world.mailsTo(ADA)).toHaveLength(1);
  await world.pass(1);
  expect(world.mailsTo(ADA)).toHaveLength(2);
  expect(world.mailsTo(ADA)[1]?.text).toContain("Third");
  expect(world.mailsTo(ADA)[1]?.text).not.toContain("Second");
});

test("nobody is told of what somebody took, or while somebody is online", async () => {
  await using world = await MailWorld.open();
  const { ada, vera, omar } = world.people;
  const { conversation } = await vera.opens("Is anybody there?");
  await ada.api.expect("PUT", assignment(conversation.id), { agentId: ada.id });
  await ada.comesOnline();
  await ada.api.expect("PUT", "/api/me/availability", { available: false });
  await omar.opens("Hello?");
  await world.pass(10);
  expect(world.catcher.mails).toEqual([]);
});

test("what still waits when the last of a team leaves is told then", async () => {
  await using world = await MailWorld.open();
  const { ada, omar } = world.people;
  const dashboard = await ada.comesOnline();
  await ada.api.expect("PUT", "/api/me/availability", { available: false });
  await omar.opens("Hello?");
  await world.pass(10);
  expect(world.catcher.mails).toEqual([]);
  await dashboard[Symbol.asyncDispose]();
  await eventually(async () => {
    await world.pass(1);
    return world.mailsTo(ADA).length > 0;
  });
  expect(world.mailsTo(ADA)[0]?.text).toContain("Hello?");
});

test("what an assignee has not read for as long as they said is told to them, and to nobody else", async () => {
  await using world = await MailWorld.open();
  const { vera } = world.people;
  prefers(world, "Ada", { email: { queue: false, unreadMinutes: 5 }, quietHours: null });
  const id = await world.conversation();
  await world.settle();
  await vera.says(id, "It is urgent.");
  await world.pass(4);
  expect(world.catcher.mails).toEqual([]);
  await world.pass(1);
  expect(world.catcher.mails).toHaveLength(1);
  const [mail] = world.mailsTo(ADA);
  expect(mail?.subject).toBe("Vera waits for you: Is my order on its way?");
  expect(mail?.text).toContain("It is urgent.");
  expect(mail?.text).toContain(`https://chat.example.com/dashboard/c/${id}`);
  const headers = Object.fromEntries(mail?.headers.map(({ key, value }) => [key, value]) ?? []);
  expect(headers).toMatchObject({
    "list-id": "<notices.chat.example.com>",
    "list-unsubscribe": "<https://chat.example.com/dashboard/settings/profile>",
  });
  await world.pass(HOUR);
  expect(world.catcher.mails).toHaveLength(1);
  await vera.says(id, "Hello?");
  await world.pass(5);
  expect(world.catcher.mails).toHaveLength(2);
});

test("nothing is told of what was read, given to somebody else or closed meanwhile", async () => {
  await using world = await MailWorld.open();
  const { ada, ben, vera, omar } = world.people;
  const read = await world.conversation();
  await reads(ada, read, 1);
  const closed = await world.conversation("And my invoice?");
  await ada.api.expect("PUT", `/api/conversations/${closed}/resolution`);
  const { conversation } = await omar.opens("Hello");
  await ada.api.expect("PUT", assignment(conversation.id), { agentId: ada.id });
  await ada.api.expect("PUT", assignment(conversation.id), { agentId: ben.id, evenIfAway: true });
  await world.pass(14);
  await world.pass(2);
  expect(world.mailsTo(ADA)).toEqual([]);
  expect(world.mailsTo(BEN)).toHaveLength(1);
  expect(vera.id).not.toBe(omar.id);
});

test("what is due in somebody's quiet hours waits until they end, and is dropped if its reason is gone by then", async () => {
  await using world = await MailWorld.open();
  const { ada } = world.people;
  // It is noon.
  const quietHours = { from: "11:00", to: "14:00", timeZone: "UTC" };
  prefers(world, "Ada", { email: { queue: false, unreadMinutes: 5 }, quietHours });
  prefers(world, "Ben", { ...NO_MAIL, email: { queue: true, unreadMinutes: 0 }, quietHours });
  prefers(world, "Grace", NO_MAIL);
  const answered = await world.conversation();
  await world.conversation("And my invoice?");
  const { conversation } = await world.people.omar.opens("Hello?");
  await world.pass(HOUR);
  expect(world.catcher.mails).toEqual([]);
  await reads(ada, answered, 1);
  await ada.api.expect("PUT", assignment(conversation.id), { agentId: ada.id });
  await world.pass(HOUR);
  expect(world.mailsTo(BEN)).toEqual([]);
  const subjects = world.mailsTo(ADA).map(({ subject }) => subject);
  expect(new Set(subjects)).toEqual(
    new Set(["Omar waits for you: Hello?", "Vera waits for you: And my invoice?"]),
  );
});
