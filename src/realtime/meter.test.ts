import { expect, test } from "bun:test";
import { hostingEngine, memoryEngine, settled } from "../../test/helpers/memory-engine.ts";

const ROOM = "private-conversation-1";

test("a delivery is measured from the wake-up, however long nothing happened before", async () => {
  const { connect, engine, log, clock, metered, pass } = memoryEngine();
  engine.sweep();
  const [ada, vera] = [connect(), connect()];
  for (const socket of [ada, vera]) await socket.subscribe(ROOM, "ada");
  await pass(5);
  log.latency = async () => {
    clock.time += 3;
  };
  log.commit(ROOM);
  engine.wake([ROOM]);
  await settled();
  expect(metered).toEqual(["2 sockets after 6 ms"]);
  for (const { peer } of [ada, vera]) peer.closed(true);
  log.commit(ROOM);
  engine.wake([ROOM]);
  await pass(3);
  expect(metered.length).toBe(1);
});

test("recoveries are counted by whether they were whole", async () => {
  const { connect, log, metered } = memoryEngine();
  log.commit(ROOM);
  const ada = connect();
  await ada.subscribe(ROOM, "ada");
  await ada.subscribe(ROOM, "ada", { seq: 0 });
  await ada.subscribe(ROOM, "ada", { epoch: "another", seq: 0 });
  expect(metered).toEqual(["recovered", "not recovered"]);
});

test("what is dropped is counted by its reason", async () => {
  const { pusher, publish, metered, pass } = hostingEngine();
  const [ada, behind, broken, silent] = [pusher(), pusher(), pusher(), pusher()];
  for (const socket of [ada, behind, broken]) await socket.subscribe("private-a");
  behind.wire.buffered = 300_000;
  ada.signal("private-a");
  broken.wire.behaviour = "refusing";
  publish("private-a");
  behind.wire.buffered = 5_000_000;
  await pass(1);
  expect(metered).toEqual(["signal_behind", "socket_full", "3 sockets after 0 ms", "socket_stuck"]);
  for (let i = 0; i < 36; i++) {
    ada.peer.receivedPong();
    await pass(1);
  }
  expect(silent.wire.closedWith).toBe(4201);
  expect(metered.at(-1)).toBe("socket_silent");
});
