import { expect, test } from "bun:test";
import type { Team } from "../../src/protocol/teams.ts";
import { MailWorld, VERAS_ADDRESS } from "../helpers/mail-world.ts";

const transcript = (id: string, format?: string) =>
  `/api/conversations/${id}/transcript${format === undefined ? "" : `?format=${format}`}`;

test("a transcript has everything that was said, in order, as text and as a document that stands alone", async () => {
  await using world = await MailWorld.open();
  const { ada, vera, grace } = world.people;
  const id = await world.conversation("<b>Is my order on its way?</b>");
  const said = Array.from({ length: 250 }, (_, n) => `Line ${n}.`);
  for (const text of said) await ada.says(id, text);
  for (const { api } of [ada, vera, grace]) {
    const { body, headers } = await api.request<string>("GET", transcript(id));
    expect(headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(headers.get("content-disposition")).toContain(`filename="conversation-${id}.txt"`);
    expect(body).toStartWith(
      "Conversation between Vera and Support (times in UTC)\n\nVera, 23 Nov 2026, 12:00:\n<b>",
    );
    expect([...(body.match(/Line \d+\./g) ?? [])]).toEqual(said);
  }
  const { body, headers } = await vera.api.request<string>("GET", transcript(id, "html"));
  expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(headers.get("content-disposition")).toStartWith("attachment;");
  expect(body).toContain("&#60;b&#62;Is my order on its way?&#60;/b&#62;");
  expect(body).not.toMatch(/<script|src=|href=/);
  expect([...(body.match(/Line \d+\./g) ?? [])]).toEqual(said);
});

test("a transcript goes to the customer on request, once however often it is asked for in a row", async () => {
  await using world = await MailWorld.open();
  const { ada, vera } = world.people;
  const id = await world.conversation();
  await ada.says(id, "It left this morning.");
  await world.pass(3);
  const taken = Promise.withResolvers<undefined>();
  world.catcher.answer = () => taken.promise;
  const people = [ada, vera, ada];
  const answers = await Promise.all(people.map(({ api }) => api.request("POST", transcript(id))));
  expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(
    answers.map(() => ({ status: 202, body: { to: VERAS_ADDRESS } })),
  );
  taken.resolve(undefined);
  await world.settle();
  const [reply, mail, ...others] = world.mailsTo(VERAS_ADDRESS);
  expect(others).toEqual([]);
  expect(mail?.text).toContain("It left this morning.");
  expect(mail?.inReplyTo).toBe(reply?.messageId);
  expect(mail?.attachments).toMatchObject([{ filename: "conversation.html", mimeType: "text/html" }]);
  expect((await vera.api.request("POST", transcript(id))).code).toBe("too-many-requests");
  await world.pass(10);
  expect((await vera.api.request("POST", transcript(id))).status).toBe(202);
});

test("a transcript that is asked for while it is being sent goes out once", async () => {
  await using world = await MailWorld.open();
  const { ada } = world.people;
  const id = await world.conversation();
  const arrived = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<undefined>();
  world.catcher.answer = () => {
    arrived.resolve();
    return taken.promise;
  };
  await ada.api.expect("POST", transcript(id));
  await arrived.promise;
  await ada.api.expect("POST", transcript(id));
  taken.resolve(undefined);
  await world.settle();
  expect(world.mailsTo(VERAS_ADDRESS).length).toBe(1);
});

test("a visitor can't have the desk write to an address before anybody has answered", async () => {
  await using world = await MailWorld.open();
  const { ada, vera } = world.people;
  const id = await world.conversation("Buy cheap bells at evil.example!");
  await vera.api.expect("PUT", "/api/me/contact", { email: "victim@elsewhere.example" });
  expect((await vera.api.request("POST", transcript(id))).code).toBe("forbidden");
  await world.pass(10);
  expect(world.mailsTo("victim@elsewhere.example")).toEqual([]);
  expect((await ada.api.request("POST", transcript(id))).status).toBe(202);
});

test("a transcript goes to the customer at close, once, when the team's settings say so", async () => {
  await using world = await MailWorld.open();
  const { ada, grace } = world.people;
  const close = async (id: string) => {
    await ada.api.expect("PUT", `/api/conversations/${id}/resolution`);
    await ada.api.expect("PUT", `/api/conversations/${id}/resolution`);
    await world.settle();
    return world.mailsTo(VERAS_ADDRESS).length;
  };
  expect(await close(await world.conversation())).toBe(0);
  const { teams } = await grace.api.expect<{ teams: Team[] }>("GET", "/api/teams");
  await grace.api.expect("PUT", `/api/teams/${teams[0]?.id}`, { settings: { transcriptAtClose: true } });
  expect(await close(await world.conversation("Nobody answered this"))).toBe(0);
  const id = await world.conversation("And my invoice?");
  await ada.says(id, "It is on its way.");
  expect(await close(id)).toBe(1);
  await ada.api.expect("DELETE", `/api/conversations/${id}/resolution`);
  expect(await close(id)).toBe(2);
});

test("a customer who has told no address is sent nothing, and whoever asks for it is told why", async () => {
  await using world = await MailWorld.open();
  const { ada, omar } = world.people;
  const { conversation } = await omar.opens("Hello");
  await ada.api.expect("PUT", `/api/conversations/${conversation.id}/assignment`, { agentId: ada.id });
  const answer = await ada.api.request("POST", transcript(conversation.id));
  expect(answer.code).toBe("no-address");
  expect(world.notices().filter(({ kind }) => kind === "transcript")).toEqual([]);
});

test("admins see whether mail goes out and comes in, and what could not be sent", async () => {
  await using world = await MailWorld.open({ INBOUND_ADDRESS: "reply@chat.example.com" });
  const { ada, grace } = world.people;
  world.catcher.answer = () => ({ code: 550, text: "No such mailbox" });
  const id = await world.conversation();
  await ada.api.expect("POST", transcript(id));
  await world.settle();
  const report = await grace.api.expect("GET", "/api/mail");
  expect(report).toMatchObject({
    enabled: true,
    from: "Support <support@desk.example>",
    inbound: "reply@chat.example.com",
    dead: [
      {
        kind: "transcript",
        to: VERAS_ADDRESS,
        at: "2026-11-23T12:00:00.000Z",
        error: expect.stringContaining("No such mailbox"),
      },
    ],
  });
  await using silent = await MailWorld.open({ SMTP_URL: "", MAIL_FROM: "" });
  expect(await silent.people.grace.api.expect<object>("GET", "/api/mail")).toEqual({
    enabled: false,
    from: null,
    inbound: null,
    waiting: 0,
    dead: [],
  });
});
