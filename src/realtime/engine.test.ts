import { expect, test } from "bun:test";
import { memoryEngine, settled } from "../../test/helpers/memory-engine.ts";

const ROOM = "private-conversation-1";

test("an entry reaches every subscriber once it is committed and woken", async () => {
  const { connect, commit } = memoryEngine();
  const [ada, vera] = [connect(), connect()];
  await ada.subscribe(ROOM, "ada");
  await vera.subscribe(ROOM, "vera");
  commit(ROOM);
  commit(ROOM);
  await settled();
  expect(ada.wire.seqs(ROOM)).toEqual([1, 2]);
  expect(vera.wire.seqs(ROOM)).toEqual([1, 2]);
});
