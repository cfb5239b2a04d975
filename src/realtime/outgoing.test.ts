import { expect, test } from "bun:test";
import { HOSTED, memoryEngine, settled } from "../../test/helpers/memory-engine.ts";
import { DEFAULT_APP_SETTINGS } from "../protocol/app-settings.ts";

/** An engine whose turns of the event loop end when the test says so. */
function turning() {
  const turns: (() => void)[] = [];
  const world = memoryEngine({}, (run) => turns.push(run));
  world.engine.putApp({ ...HOSTED, settings: { ...DEFAULT_APP_SETTINGS, clientEventsPerSecond: 100 } });
  const channels = world.engine.hosted(HOSTED.id);
  const publish = (n: number) =>
    channels?.publish([{ channel: "private-a", event: "news", data: String(n) }]);
  const endTurn = () => {
    for (const run of turns.splice(0)) run();
  };
  const connect = async () => {
    const socket = world.connect("protocol=7", "pusher-key");
    await socket.subscribe("private-a");
    endTurn();
    return socket;
  };
  return { ...world, turns, publish, endTurn, connect };
}

test("[H1] all that is published and signalled in one turn reaches a socket in one write, in order", async () => {
  const { connect, publish, endTurn, turns, metered, clock } = turning();
  const [ada, ben] = [await connect(), await connect()];
  publish(1);
  ben.signal("private-a", "client-typing", "2");
  publish(3);
  expect(turns.length).toBe(1);
  expect(ada.wire.of("news")).toEqual([]);
  endTurn();
  expect(ada.wire.frames.slice(2).map(({ data }) => data)).toEqual([1, 2, 3]);
  expect(ben.wire.frames.slice(2).map(({ data }) => data)).toEqual([1, 3]);
  expect([ada.wire.corks, ben.wire.corks]).toEqual([1, 1]);
  clock.time += 500;
  publish(4);
  clock.time += 2;
  endTurn();
  expect(metered).toEqual(["4 sockets after 0 ms", "2 sockets after 2 ms"]);
});

test("[H1] an answer in the same turn does not overtake what was published before it", async () => {
  const { connect, publish, endTurn } = turning();
  const ada = await connect();
  publish(1);
  ada.send("pusher:ping");
  publish(2);
  endTurn();
  expect(ada.wire.frames.slice(2).map(({ event, data }) => [event, data])).toEqual([
    ["news", 1],
    ["pusher:pong", {}],
    ["news", 2],
  ]);
});

test("a socket that is gone at the end of the turn is not written to", async () => {
  const { connect, publish, endTurn, engine } = turning();
  const [ada, ben] = [await connect(), await connect()];
  publish(1);
  ada.peer.closed(false);
  endTurn();
  expect(ada.wire.of("news")).toEqual([]);
  expect(ben.wire.of("news").length).toBe(1);
  expect(engine.stats().connections).toBe(1);
});

test("a socket that breaks at the end of the turn keeps nothing from the others, who are told that it is gone", async () => {
  const { connect, publish, endTurn, turns, engine } = turning();
  const sockets = [await connect(), await connect(), await connect()];
  for (const [i, socket] of sockets.entries()) await socket.subscribe("presence-a", `user-${i}`);
  endTurn();
  const [broken, ...others] = sockets;
  if (broken) broken.wire.behaviour = "throwing";
  publish(1);
  endTurn();
  await settled();
  for (const { wire } of others) expect(wire.of("news").length).toBe(1);
  expect(engine.stats().connections).toBe(2);
  expect(turns.length).toBe(0);
});
