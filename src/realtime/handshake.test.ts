import { expect, test } from "bun:test";
import { memoryEngine } from "../../test/helpers/memory-engine.ts";

test("[C5] the first frame tells an unguessable socket id", () => {
  const { connect } = memoryEngine();
  const sockets = Array.from({ length: 2_000 }, () => connect());
  for (const { wire } of sockets) expect(wire.frames[0]?.event).toBe("realtime:connection_established");
  for (const { socketId } of sockets) expect(socketId).toMatch(/^\d+\.\d+$/);
  expect(new Set(sockets.map(({ socketId }) => socketId)).size).toBe(2_000);
  // Both halves are random: neither is a counter.
  expect(new Set(sockets.map(({ socketId }) => socketId.split(".")[0])).size).toBeGreaterThan(1_990);
  expect(new Set(sockets.map(({ socketId }) => socketId.split(".")[1])).size).toBeGreaterThan(1_990);
});

test.each([
  ["[C2] no protocol", "client=js&version=1.0.0", 4008],
  ["[C2] an unknown protocol", "protocol=8", 4007],
  ["[C2] a protocol that is no number", "protocol=seven", 4007],
  ["[C2] a malformed version", "protocol=7&version=%3Cscript%3E", 4006],
  ["[C2] an endless version", `protocol=7&version=${"1".repeat(65)}`, 4006],
])("%s is told why and closed with the same code", (_what, query, code) => {
  const { connect, engine } = memoryEngine();
  const { wire, peer } = connect(query);
  expect(wire.frames).toEqual([{ event: "realtime:error", data: { code, message: expect.any(String) } }]);
  expect(wire.closedWith).toBe(code);
  expect(engine.stats().connections).toBe(0);
  peer.closed(true);
  expect(engine.stats().closing).toBe(0);
});

test.each(["5", "6", "7"])("[C2] protocol %s is spoken", (protocol) => {
  const { connect } = memoryEngine();
  expect(connect(`protocol=${protocol}`).wire.closedWith).toBeUndefined();
});

test("[C3] [C4] [E1] an unknown key is told 4001 by frame and by close", () => {
  const { connect } = memoryEngine();
  const { wire, peer } = connect("protocol=7", "nobody");
  expect(wire.of("realtime:error")[0]?.data).toMatchObject({ code: 4001 });
  expect(wire.closedWith).toBe(4001);
  peer.receive('{"event":"realtime:ping"}');
  expect(wire.of("realtime:pong")).toEqual([]);
});

test.each([
  ["pusher", "client=js&version=8.6.0&flash=false"],
  ["pusher", "client=pusher-websocket-swift&version=10.1.5"],
  ["realtime", "client=js&version=1.0.0"],
  ["realtime", "client=swift&version=1.0.0"],
  ["realtime", "client=deskbell&version=1.0.0"],
])("[T1] an unknown key is refused by %s:error when the query says %s", (dialect, query) => {
  const { connect } = memoryEngine();
  for (const key of ["nobody", ""])
    expect(connect(`protocol=7&${query}`, key).wire.of(`${dialect}:error`).length).toBe(1);
});

test("[C3] a path that is none is told 4005", () => {
  const { connect } = memoryEngine();
  expect(connect("protocol=7", "").wire.closedWith).toBe(4005);
});

test("[C4] a server at its limit sends newcomers away until somebody leaves", () => {
  const { connect } = memoryEngine({ connections: 2 });
  const first = connect();
  connect();
  expect(connect().wire.closedWith).toBe(4100);
  first.peer.closed(true);
  expect(connect().wire.closedWith).toBeUndefined();
});
