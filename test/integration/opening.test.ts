import { expect, test } from "bun:test";
import { Chat } from "../../src/client/chat.ts";
import type { LiveConversation } from "../../src/client/live-conversation.ts";
import { DeviceStorage } from "../fuzz/tabs.ts";
import { cast } from "../helpers/cast.ts";
import { query } from "../helpers/database.ts";
import { FlakyNetwork } from "../helpers/flaky-network.ts";
import { startApp } from "../helpers/start-app.ts";

const SESSION = "deskbell.session";

test("first words that are on their way are not said again in the conversation that another tab turns to", async () => {
  await using app = await startApp();
  await cast(app);
  await using network = await FlakyNetwork.to(app.url);
  const storage = new DeviceStorage();
  const chat = new Chat({ baseUrl: network.url, storage });
  await chat.open();
  const first = shown(chat);
  first.send("First");
  await everythingSent(first);

  chat.startNew();
  const second = shown(chat);
  network.stall();
  second.send("Second");
  await new Promise((resume) => setImmediate(resume));
  // Another tab, opened just now, found the first conversation and shows it.
  const session = JSON.parse(storage.getItem(SESSION) ?? "");
  storage.setItem(SESSION, JSON.stringify({ ...session, conversationId: first.id }));
  await new Promise((resume) => setImmediate(resume));
  network.resume();

  await everythingSent(second);
  chat.close();
  const said = query(app.dataDir, "select text, conversation_id from message order by id");
  expect(said).toEqual([
    { text: "First", conversation_id: 1 },
    { text: "Second", conversation_id: 2 },
  ]);
  expect(second.id).not.toBe(first.id);
});

function shown({ state: { conversation } }: Chat): LiveConversation {
  if (conversation === null) throw new Error("The chat shows nothing");
  return conversation;
}

async function everythingSent(conversation: LiveConversation): Promise<void> {
  while (conversation.id === null || conversation.state.pending.length > 0)
    await new Promise<void>((resolve) => conversation.onChange(resolve));
}
