import { expect, test } from "bun:test";
import { agentChannel, conversationChannel } from "../../src/protocol/channels.ts";
import type { Message } from "../../src/protocol/resources.ts";
import { cast, customer, type Player } from "../helpers/cast.ts";
import { logOf } from "../helpers/database.ts";
import { startProcess } from "../helpers/start-app.ts";
import { TemporaryDirectory } from "../helpers/temporary-directory.ts";
import { Watcher } from "../helpers/watcher.ts";

const CUSTOMERS = 20;
const MESSAGES_EACH = 20;
/** After so many acknowledged messages the program is killed; the burst goes on all the while. */
const KILLS_AT = [60, 180, 300];

const TIMEOUT_MS = 60_000;

test(
  "kill -9 in a burst of twenty customers: every acknowledged message is there once and in order, for everybody",
  burst,
  TIMEOUT_MS,
);

async function burst(): Promise<void> {
  using directory = new TemporaryDirectory();
  const dataDir = directory.path;
  let program = await startProcess({ dataDir });
  await using _ending = { [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
  const env = { PORT: new URL(program.url).port };
  let up = Promise.resolve();

  const { ada, key } = await cast(program);
  await ada.comesOnline();
  const talks = await Promise.all(
    Array.from({ length: CUSTOMERS }, async (_, i) => {
      const player = await customer(program, key, { name: `Vera ${i + 1}` });
      const { conversation, position } = await player.opens("Hello");
      const channel = conversationChannel(conversation.id);
      const reachable = () => up;
      const screens = [ada, player].map((who) => new Watcher(who, channel, position, reachable));
      return { player, id: conversation.id, channel, screens };
    }),
  );

  const acknowledged: Message[] = [];
  const kills = [...KILLS_AT];
  const acknowledge = (message: Message) => {
    acknowledged.push(message);
    if (acknowledged.length !== kills[0]) return;
    kills.shift();
    up = (async () => {
      await program.kill();
      program = await startProcess({ dataDir, env });
    })();
  };
  const talk = async (player: Player, id: string) => {
    for (let i = 1; i <= MESSAGES_EACH; i++) acknowledge(await insist(player, id, `${i}`, () => up));
  };
  await Promise.all(talks.map(({ player, id }) => talk(player, id)));
  await up;
  expect(kills).toEqual([]);

  for (const { player, id, channel, screens } of talks) {
    const log = logOf(dataDir, channel);
    const mine = acknowledged.filter(({ conversationId }) => conversationId === id);
    const { messages } = await player.sees(id);
    expect(messages.slice(1)).toEqual(mine);
    expect(mine.map(({ text }) => Number(text))).toEqual(
      Array.from({ length: MESSAGES_EACH }, (_, i) => i + 1),
    );
    for (const screen of screens) {
      await screen.until(log.at(-1)?.seq ?? 0);
      await screen.end();
      expect(screen.frames.map(({ seq, event, data }) => ({ seq, event, data }))).toEqual(
        log.slice(-screen.frames.length),
      );
      expect(screen.frames.filter(({ event }) => event === "message:new").map(({ data }) => data.id)).toEqual(
        mine.map((message) => message.id),
      );
    }
  }
  const assigned = logOf(dataDir, agentChannel(ada.id));
  expect(assigned.filter(({ event }) => event === "conversation:assigned")).toHaveLength(CUSTOMERS);
}

/** Posts until there is an answer, under one clientId; between attempts it waits until the program is up again. */
async function insist(player: Player, id: string, text: string, up: () => Promise<void>): Promise<Message> {
  const clientId = crypto.randomUUID();
  for (;;) {
    await up();
    try {
      return await player.says(id, text, clientId);
    } catch (error) {
      if (error instanceof Error && error.message.includes("was answered")) throw error;
    }
  }
}
