import { expect, test } from "bun:test";
import { agentChannel, conversationChannel } from "../../src/protocol/channels.ts";
import type { Message } from "../../src/protocol/resources.ts";
import { cast } from "../helpers/cast.ts";
import { TestSocket } from "../helpers/socket.ts";
import { startApp, startProcess } from "../helpers/start-app.ts";

test("[C1] [C3] a socket is opened at the key's path, and told why when there is no such key or protocol", async () => {
  await using app = await startApp();
  const { key, nobody } = await cast(app);
  const refusals = [
    { key, query: "client=js", code: 4008 },
    { key: "no-such-key", query: "protocol=7", code: 4001 },
  ];
  for (const { code, ...options } of refusals) {
    const socket = TestSocket.dial(app.url, { api: nobody, ...options });
    expect(await socket.next()).toMatchObject({ event: "realtime:error", data: { code } });
    expect((await socket.closed).code).toBe(code);
  }
  await using welcome = await TestSocket.open(app.url, { api: nobody, key });
  expect(welcome.socketId).toMatch(/^\d+\.\d+$/);
});

test("[R6] what is said between loading a conversation and subscribing since its position is not missed", async () => {
  await using app = await startApp();
  const { vera } = await cast(app);
  const { conversation } = await vera.opens("First");
  const { position } = await vera.sees(conversation.id);
  const between = await vera.says(conversation.id, "Between");
  const socket = await vera.connects();
  const { recovered } = await socket.subscribe(conversationChannel(conversation.id), { since: position });
  expect(recovered).toBe(true);
  expect(await socket.next()).toMatchObject({
    event: "message:new",
    seq: between.seq,
    data: { text: "Between" },
  });
});

test("[R5] a position is good for catching up after the server was killed and started again", async () => {
  await using before = await startProcess();
  const { vera, key } = await cast(before);
  const { conversation, position } = await vera.opens("First");
  const second = await vera.says(conversation.id, "Second");
  await before.kill();
  await using after = await startProcess({ dataDir: before.dataDir });
  await using socket = await TestSocket.open(after.url, { api: vera.api.via(after.url), key });
  const answer = await socket.subscribe(conversationChannel(conversation.id), { since: position });
  expect(answer).toEqual({ position: { epoch: position.epoch, seq: second.seq }, recovered: true });
  expect(await socket.next()).toMatchObject({ seq: second.seq, data: { text: "Second" } });
});

test("[K2] every durable event of the desk repeats its seq in its data", async () => {
  await using app = await startApp();
  const { ada, ben, vera } = await cast(app);
  const dashboards = [await ada.comesOnline(), await ben.comesOnline()];
  const { conversation, messages } = await vera.opens("Hello");
  const assignee = conversation.assignee?.id === ada.id ? ada : ben;
  const other = assignee === ada ? ben : ada;
  const thread = await vera.connects();
  await thread.subscribe(conversationChannel(conversation.id), { since: 0 });
  await assignee.api.expect("PUT", `/api/conversations/${conversation.id}/read-marker`, {
    upTo: messages[0]?.seq,
  });
  await assignee.api.expect("PUT", `/api/conversations/${conversation.id}/assignment`, {
    agentId: other.id,
    evenIfAway: true,
  });
  await assignee.api.expect("PUT", "/api/me/availability", { available: false });
  await thread.nextOf("message:new");
  await thread.nextOf("message:read");
  await thread.nextOf("conversation:updated");
  for (const { id } of [assignee, other]) {
    const late = await (id === ada.id ? ada : ben).connects();
    await late.subscribe(agentChannel(id), { since: 0 });
    await late.nextOf("conversation:assigned");
    if (id === assignee.id) {
      await late.nextOf("conversation:released");
      await late.nextOf("agent:updated");
    }
    dashboards.push(late);
  }
  const durable = [thread, ...dashboards].flatMap(({ received }) => received.filter(({ seq }) => seq));
  expect(new Set(durable.map(({ event }) => event))).toEqual(
    new Set([
      "message:new",
      "message:read",
      "conversation:updated",
      "conversation:assigned",
      "conversation:released",
      "agent:updated",
    ]),
  );
  for (const { seq, data } of durable) expect(data.seq).toBe(seq ?? Number.NaN);
});

test("[K3] typing is a signal: it passes live and is nowhere afterwards", async () => {
  await using app = await startApp();
  const { ada, vera } = await cast(app);
  await ada.comesOnline();
  const { conversation, messages } = await vera.opens("Hello");
  const [thread, widget] = [await ada.follows(conversation.id), await vera.follows(conversation.id)];
  widget.send({ event: "client-typing", channel: conversationChannel(conversation.id), data: "{}" });
  expect((await thread.next()).event).toBe("client-typing");
  const { messages: kept } = await vera.sees(conversation.id);
  expect(kept satisfies Message[]).toEqual(messages);
  const late = await ada.connects();
  await late.subscribe(conversationChannel(conversation.id), { since: 0 });
  late.send({ event: "realtime:ping", data: "{}" });
  await late.nextOf("realtime:pong");
  expect(late.received.map(({ event }) => event)).not.toContain("client-typing");
});
