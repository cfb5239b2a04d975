import { expect, test } from "bun:test";
import { conversationChannel } from "../../src/protocol/channels.ts";
import { cast } from "../helpers/cast.ts";
import { startApp, startProcess } from "../helpers/start-app.ts";

const ways = [
  ["in one process with the test", startApp],
  ["as a process of its own", startProcess],
] as const;

test.each(ways)("Vera asks and Ada answers, each live to the other, on a program %s", async (_, start) => {
  await using app = await start();
  const { ada, vera } = await cast(app);
  const dashboard = await ada.comesOnline();
  const { conversation, position } = await vera.opens("Is my order on its way?");
  expect(conversation.assignee).toEqual({ id: ada.id, name: "Ada" });
  expect(await dashboard.nextOf("conversation:assigned")).toMatchObject({
    data: { conversationId: conversation.id, customerName: "Vera" },
  });

  const channel = conversationChannel(conversation.id);
  const widget = await vera.connects();
  await widget.subscribe(channel, { since: position });
  const thread = await ada.connects();
  await thread.subscribe(channel, { since: 0 });
  expect(await thread.nextOf("message:new")).toMatchObject({ data: { text: "Is my order on its way?" } });

  const answer = await ada.says(conversation.id, "It left this morning.");
  expect(await widget.next()).toMatchObject({ event: "message:new", seq: answer.seq, data: answer });
  const thanks = await vera.says(conversation.id, "Thank you!");
  expect(await thread.nextOf("message:new")).toMatchObject({ data: answer });
  expect(await thread.next()).toMatchObject({ event: "message:new", seq: thanks.seq, data: thanks });
});

test("typing reaches the other side, names its sender, and is not echoed", async () => {
  await using app = await startApp();
  const { ada, vera } = await cast(app);
  await ada.comesOnline();
  const { conversation } = await vera.opens("Hello");
  const widget = await vera.follows(conversation.id);
  const thread = await ada.follows(conversation.id);
  const typing = { event: "client-typing", channel: conversationChannel(conversation.id), data: "{}" };

  widget.send({ ...typing, user_id: ada.id });
  expect(await thread.next()).toEqual({ ...typing, data: {}, user_id: vera.id });
  thread.send(typing);
  expect(await widget.next()).toEqual({ ...typing, data: {}, user_id: ada.id });
  await thread.silence();
});

test("a conversation that is opened again lights up on a dashboard that was opened after it was closed", async () => {
  await using app = await startApp();
  const { ada, vera } = await cast(app);
  const first = await ada.comesOnline();
  const { conversation } = await vera.opens("Hello");
  const resolution = `/api/conversations/${conversation.id}/resolution`;
  await ada.api.expect("PUT", resolution);
  await first[Symbol.asyncDispose]();

  const second = await ada.comesOnline();
  await vera.says(conversation.id, "One more thing");
  const told = { event: "conversation:assigned", data: { conversationId: conversation.id } };
  expect(await second.next()).toMatchObject(told);
  await ada.api.expect("PUT", resolution);
  await ada.api.expect("DELETE", resolution);
  expect(await second.next()).toMatchObject(told);
});
