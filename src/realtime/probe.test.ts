import { expect, test } from "bun:test";
import { KEY, memoryEngine, SECRET } from "../../test/helpers/memory-engine.ts";
import { Probe } from "./probe.ts";

const WAY = { key: KEY, secret: SECRET, channel: "private-probe", userId: "probe" };
/** Nobody waits for so long. */
const FOR_EVER_MS = 2 ** 31 - 1;

test("a probe hears what is written, also where no socket has room any more", async () => {
  const { engine, connect, commit } = memoryEngine({ connections: 1 });
  connect();
  const probe = new Probe(engine, WAY);
  probe.subscribe();
  expect(await probe.hears("subscription_succeeded", FOR_EVER_MS)).toBe(true);
  const { data } = commit(WAY.channel);
  expect(await probe.hears(JSON.stringify(data), FOR_EVER_MS)).toBe(true);
  probe.leave();
  expect(engine.stats().connections).toBe(1);
});

test("[L4] a probe of a server that goes down hears nothing, and knows it at once", async () => {
  const { engine } = memoryEngine();
  engine.drain(0);
  const probe = new Probe(engine, WAY);
  probe.subscribe();
  expect(await probe.hears("subscription_succeeded", FOR_EVER_MS)).toBe(false);
  probe.leave();
  expect(engine.stats().closing).toBe(0);
});
