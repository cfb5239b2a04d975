import { expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { conversationChannel } from "../../src/protocol/channels.ts";
import type { Message } from "../../src/protocol/resources.ts";
import type { LogEntry } from "../../src/store/log.ts";
import * as log from "../../src/store/log.ts";
import { cast } from "../helpers/cast.ts";
import { logOf, meddle, query } from "../helpers/database.ts";
import { startApp, startProcess } from "../helpers/start-app.ts";
import { TemporaryDirectory } from "../helpers/temporary-directory.ts";

const DIES_BEFORE_FANOUT = fileURLToPath(new URL("../helpers/dies-before-fanout.ts", import.meta.url));

/** The message row of such a text can't be inserted: by then its log entry is written, in the same transaction. */
const FAILS_LATE = (text: string, how: "abort" | "rollback") =>
  `create trigger fails_late before insert on message when new.text = '${text}' begin select raise(${how}, 'full'); end`;

test.each(["abort", "rollback"] as const)(
  "a transaction that is rolled back after its log entry was written delivers nothing and leaves no hole (%s)",
  async (how) => {
    await using app = await startApp();
    const { ada, vera } = await cast(app);
    await ada.comesOnline();
    const { conversation } = await vera.opens("Hello");
    const socket = await ada.follows(conversation.id);
    const before = logOf(app.dataDir, conversationChannel(conversation.id));
    meddle(app.dataDir, FAILS_LATE("Lost", how));

    const path = `/api/conversations/${conversation.id}/messages`;
    const lost = await vera.api.request("POST", path, { clientId: crypto.randomUUID(), text: "Lost" });
    expect(lost.status).toBeGreaterThanOrEqual(500);
    expect(logOf(app.dataDir, conversationChannel(conversation.id))).toEqual(before);

    const kept = await vera.says(conversation.id, "Kept");
    expect(kept.seq).toBe((before.at(-1)?.seq ?? 0) + 1);
    expect(await socket.next()).toMatchObject({ seq: kept.seq, data: { text: "Kept" } });
    await socket.silence();
  },
);

test("a transaction that fails beside others that share its commit takes none of them with it", async () => {
  await using app = await startApp();
  const { vera, omar } = await cast(app);
  const { conversation } = await vera.opens("Hello");
  const { conversation: other } = await omar.opens("Hello");
  meddle(app.dataDir, FAILS_LATE("Lost", "abort"));
  const post = (id: string, text: string, { api } = vera) =>
    api.request("POST", `/api/conversations/${id}/messages`, { clientId: crypto.randomUUID(), text });
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) => [
      post(conversation.id, i % 2 === 0 ? "Lost" : "Kept"),
      post(other.id, "Kept", omar),
    ]).flat(),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(15);
  const seqs = logOf(app.dataDir, conversationChannel(conversation.id)).map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, i) => i + 1));
  expect((await vera.sees(conversation.id)).messages.map(({ text }) => text)).not.toContain("Lost");
});

test("a kill between commit and fan-out loses nothing: who comes back gets what was never announced", async () => {
  using directory = new TemporaryDirectory();
  const dataDir = directory.path;
  const { vera, conversation, position } = await (async () => {
    await using app = await startProcess({ dataDir });
    const people = await cast(app);
    return { vera: people.vera, ...(await people.vera.opens("Hello")) };
  })();
  const channel = conversationChannel(conversation.id);
  const words = { clientId: crypto.randomUUID(), text: "Did that arrive?" };
  const path = `/api/conversations/${conversation.id}/messages`;

  {
    await using doomed = await startProcess({ dataDir, entry: DIES_BEFORE_FANOUT });
    const socket = await vera.at(doomed).connects();
    await socket.subscribe(channel, { since: position });
    await expect(vera.at(doomed).api.request("POST", path, words)).rejects.toThrow();
    await socket.closed;
    expect(socket.received.map(({ event }) => event)).not.toContain("message:new");
  }

  await using again = await startProcess({ dataDir });
  const socket = await vera.at(again).connects();
  expect(await socket.subscribe(channel, { since: position })).toMatchObject({ recovered: true });
  expect(await socket.next()).toMatchObject({ event: "message:new", data: words });
  const repeat = await vera.at(again).api.request("POST", path, words);
  expect(repeat.status).toBe(200);
  await socket.silence();
});

test("a repeated clientId makes one message, however many arrive at once", async () => {
  await using app = await startApp();
  const { ada, vera } = await cast(app);
  await ada.comesOnline();
  const { conversation } = await vera.opens("Hello");
  const socket = await ada.follows(conversation.id);
  const words = { clientId: crypto.randomUUID(), text: "Once" };
  const path = `/api/conversations/${conversation.id}/messages`;
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => vera.api.request<{ message: Message }>("POST", path, words)),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
  expect(new Set(answers.map(({ body }) => body.message.id)).size).toBe(1);
  expect(await socket.next()).toMatchObject({ data: { text: "Once" } });
  await vera.says(conversation.id, "Twice");
  expect(await socket.next()).toMatchObject({ data: { text: "Twice" } });
});

test("opening with a repeated clientId opens one conversation, however many arrive at once", async () => {
  await using app = await startApp();
  const { vera } = await cast(app);
  const clientId = crypto.randomUUID();
  const opened = await Promise.all(Array.from({ length: 10 }, () => vera.opens("Hello", clientId)));
  expect(new Set(opened.map(({ conversation }) => conversation.id)).size).toBe(1);
  expect(query(app.dataDir, "select count(*) as n from conversation")).toEqual([{ n: 1 }]);
  expect(query(app.dataDir, "select count(*) as n from message")).toEqual([{ n: 1 }]);
});

test("[D1] the order of seq is the order of commits: whoever posts at once, every subscriber gets one line without holes", async () => {
  await using app = await startApp();
  const { ada, vera } = await cast(app);
  await ada.comesOnline();
  const { conversation } = await vera.opens("Hello");
  const channel = conversationChannel(conversation.id);
  const sockets = await Promise.all([ada.follows(conversation.id), vera.follows(conversation.id)]);
  const said = await Promise.all(
    Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? ada : vera).says(conversation.id, `${i}`)),
  );
  const expected = logOf(app.dataDir, channel).slice(-60);
  expect(expected.map(({ seq }) => seq)).toEqual(said.map(({ seq }) => seq).toSorted((a, b) => a - b));
  for (const socket of sockets)
    for (const { seq, event, data } of expected)
      expect(await socket.next()).toEqual({ event, channel, seq, data });
});

test("[S10] an agent who loses a conversation is off its channel at once, and hears and says nothing on it any more", async () => {
  await using app = await startApp();
  const { ada, ben, grace, vera } = await cast(app);
  const dashboard = await ada.comesOnline();
  const { conversation } = await vera.opens("Hello");
  const channel = conversationChannel(conversation.id);
  const adas = await ada.follows(conversation.id);
  const veras = await vera.follows(conversation.id);
  await dashboard.nextOf("conversation:assigned");

  await grace.api.expect("PUT", `/api/conversations/${conversation.id}/assignment`, {
    agentId: ben.id,
    evenIfAway: true,
  });
  expect(await adas.next()).toEqual({ event: "realtime:unsubscribed", channel, data: {} });
  expect(await dashboard.next()).toMatchObject({
    event: "conversation:released",
    data: { conversationId: conversation.id },
  });
  expect(await veras.next()).toMatchObject({
    event: "conversation:updated",
    data: { assignee: { id: ben.id, name: "Ben" } },
  });

  await vera.says(conversation.id, "Ben?");
  expect(await veras.next()).toMatchObject({ data: { text: "Ben?" } });
  adas.send({ event: "client-typing", channel, data: "{}" });
  expect(await adas.next()).toMatchObject({ event: "realtime:error", data: { code: 4303 } });
  await adas.silence();
  await veras.silence();
  expect((await ada.api.request("GET", `/api/conversations/${conversation.id}`)).code).toBe("forbidden");
  await expect(adas.authorize(channel)).rejects.toThrow("403");
});

test("an entry of the log leaves its file as a type alone, so that nobody can make one", () => {
  // The import above fails to compile without the type.
  const anEntry = (entry: LogEntry) => entry;
  expect(anEntry.length).toBe(1);
  expect(Object.keys(log)).not.toContain("LogEntry");
  for (const value of Object.values(log)) expect(String(value)).not.toStartWith("class");
});
