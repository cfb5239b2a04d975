import { describe, expect, setSystemTime, test } from "bun:test";
import { WireServer } from "../../test/helpers/wire-server.ts";
import type { Frame } from "./frame.ts";
import { Socket, type SocketState } from "./socket.ts";

/** A socket whose states and frames are awaited. */
function startSocket(server: WireServer, times: { quietMs?: number; answerMs?: number } = {}) {
  const states: SocketState[] = [];
  const frames: Frame[] = [];
  let changed = Promise.withResolvers<void>();
  const tell = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const socket = new Socket({
    ...times,
    onState: (state) => {
      states.push(state);
      tell();
    },
    onFrame: (frame) => {
      frames.push(frame);
      tell();
    },
  });
  const url = server.url.replace("http", "ws");
  socket.connect(url);
  return {
    socket,
    states,
    frames,
    url,
    async until(condition: () => boolean): Promise<void> {
      while (!condition()) await changed.promise;
    },
    [Symbol.dispose]: () => socket.disconnect(),
  };
}

describe("a socket", () => {
  test("is connected once the server has named the connection", async () => {
    await using server = new WireServer();
    using client = startSocket(server);
    const line = await server.next();
    expect(client.socket.state).toBe("connecting");
    expect(client.socket.send("client-typing", {}, "private-a")).toBe(false);
    line.say("realtime:connection_established", { socket_id: "1.2", activity_timeout: 120 });
    await client.until(() => client.socket.state === "connected");
    expect(client.socket.id).toBe("1.2");
    expect(client.states).toEqual(["connecting", "connected"]);
  });

  test("hands on frames in order, whether their data is JSON text, other text, an object, null or missing", async () => {
    await using server = new WireServer();
    using client = startSocket(server);
    const line = await server.nextEstablished();
    line.raw("this is no frame");
    line.raw("[1]");
    line.say("a", { n: 1 }, { channel: "c", seq: 7 });
    line.raw(`{"event":"b","data":"plain words"}`);
    line.raw(`{"event":"c","data":{"n":3},"user_id":"u"}`);
    line.raw(`{"event":"d"}`);
    line.raw(`{"event":"e","data":null}`);
    await client.until(() => client.frames.length === 5);
    const read: unknown = JSON.parse(JSON.stringify(client.frames));
    expect(read).toEqual([
      { event: "a", channel: "c", data: { n: 1 }, seq: 7 },
      { event: "b", channel: "", data: "plain words" },
      { event: "c", channel: "", data: { n: 3 }, user_id: "u" },
      { event: "d", channel: "", data: {} },
      { event: "e", channel: "", data: null },
    ]);
  });

  test("sends data as JSON text", async () => {
    await using server = new WireServer();
    using client = startSocket(server);
    const line = await server.nextEstablished();
    await client.until(() => client.socket.state === "connected");
    expect(client.socket.send("client-typing", { a: 1 }, "private-a")).toBe(true);
    expect(await line.next()).toMatchObject({ event: "client-typing", channel: "private-a", data: { a: 1 } });
  });

  test.each([1000, 1001, 1011, 4100, 4200, 4201, 4302])("comes back after a close with %i", async (code) => {
    await using server = new WireServer();
    using client = startSocket(server);
    (await server.nextEstablished()).hangUp(code);
    await client.until(() => client.states.includes("waiting"));
    expect(client.socket.id).toBe("");
    const second = await server.nextEstablished();
    await client.until(() => client.socket.state === "connected");
    expect(client.socket.id).toBe(second.id);
  });

  test("comes back after a cut without a closing handshake", async () => {
    await using server = new WireServer();
    using client = startSocket(server);
    (await server.nextEstablished()).cut();
    await server.nextEstablished();
    await client.until(() => client.states.join() === "connecting,connected,waiting,connecting,connected");
  });

  test.each([4001, 4005, 4007, 4009, 4099])("does not come back after a close with %i", async (code) => {
    await using server = new WireServer();
    using client = startSocket(server);
    (await server.next()).hangUp(code);
    await client.until(() => client.socket.state === "refused");
    // What comes next is of the test's own doing, so nothing came by itself.
    client.socket.connect(client.url);
    await server.nextEstablished();
    await client.until(() => client.socket.state === "connected");
    expect(server.opened.length).toBe(2);
  });

  test("believes the error frame when a proxy replaces the close code behind it", async () => {
    await using server = new WireServer();
    using client = startSocket(server);
    const line = await server.next();
    line.say("realtime:error", { code: 4001, message: "There is no app with this key" });
    line.hangUp(1000);
    await client.until(() => client.socket.state === "refused");
    expect(client.frames.map(({ event }) => event)).toEqual(["realtime:error"]);
  });

  test("answers the server's ping", async () => {
    await using server = new WireServer();
    using client = startSocket(server);
    const line = await server.nextEstablished();
    line.say("realtime:ping", {});
    expect((await line.next()).event).toBe("realtime:pong");
    expect(client.frames).toEqual([]);
  });

  test("asks a quiet server for a sign of life, and asks again after it has answered", async () => {
    await using server = new WireServer();
    using client = startSocket(server, { quietMs: 5, answerMs: 60_000 });
    const line = await server.nextEstablished();
    for (let i = 0; i < 3; i++) {
      expect((await line.next()).event).toBe("realtime:ping");
      line.say("realtime:pong", {});
    }
    expect(client.states).toEqual(["connecting", "connected"]);
  });

  test("gives a silent server up and connects anew", async () => {
    await using server = new WireServer();
    using client = startSocket(server, { quietMs: 5, answerMs: 5 });
    const first = await server.nextEstablished();
    expect((await first.next()).event).toBe("realtime:ping");
    await first.closed.promise;
    await server.next();
    expect(client.states.slice(0, 4)).toEqual(["connecting", "connected", "waiting", "connecting"]);
  });

  test("gives a silent server up, however often somebody looks at the page meanwhile", async () => {
    await using server = new WireServer();
    using client = startSocket(server, { answerMs: 50 });
    using stack = new DisposableStack();
    const silent = await server.nextEstablished();
    await client.until(() => client.socket.state === "connected");
    setSystemTime(Date.now() + 3_000);
    stack.defer(() => setSystemTime());
    const looking = setInterval(() => dispatchEvent(new Event("focus")), 5);
    stack.defer(() => clearInterval(looking));
    await silent.closed.promise;
    expect((await silent.next()).event).toBe("realtime:ping");
  });

  test("lets the page go into the back/forward cache, and connects as soon as it is shown again", async () => {
    await using server = new WireServer();
    using client = startSocket(server);
    const first = await server.nextEstablished();
    await client.until(() => client.socket.state === "connected");
    dispatchEvent(new Event("pagehide"));
    await first.closed.promise;
    expect(client.socket.state).toBe("waiting");
    // No timer runs here: whatever connects next does so because of the event.
    dispatchEvent(new Event("pageshow"));
    await server.nextEstablished();
    await client.until(() => client.socket.state === "connected");
  });

  test.each(["online", "focus", "visibilitychange"])("connects at once upon %s", async (event) => {
    await using server = new WireServer();
    using client = startSocket(server);
    await server.nextEstablished();
    await client.until(() => client.socket.state === "connected");
    dispatchEvent(new Event("pagehide"));
    dispatchEvent(new Event(event));
    await server.nextEstablished();
    await client.until(() => client.socket.state === "connected");
  });

  test("never holds two connections, however often it is woken", async () => {
    await using server = new WireServer();
    using client = startSocket(server);
    for (let i = 0; i < 5; i++) {
      const line = await server.nextEstablished();
      await client.until(() => client.socket.state === "connected");
      client.socket.connect(client.url);
      dispatchEvent(new Event("online"));
      dispatchEvent(new Event("pageshow"));
      line.cut();
      await client.until(() => client.socket.state !== "connected");
      dispatchEvent(new Event("online"));
      dispatchEvent(new Event("focus"));
    }
    const last = await server.nextEstablished();
    await client.until(() => client.socket.id === last.id);
    expect(server.opened.length).toBe(6);
  });

  test("stops when told to, and can be started again", async () => {
    await using server = new WireServer();
    using client = startSocket(server);
    const first = await server.nextEstablished();
    await client.until(() => client.socket.state === "connected");
    client.socket.disconnect();
    await first.closed.promise;
    dispatchEvent(new Event("online"));
    expect(client.states).toEqual(["connecting", "connected", "idle"]);
    client.socket.connect(client.url);
    await server.nextEstablished();
    await client.until(() => client.socket.state === "connected");
    expect(server.opened.length).toBe(2);
  });

  test("waits when there is no server, and does not throw at an address that is none", async () => {
    const server = new WireServer();
    await server[Symbol.asyncDispose]();
    using client = startSocket(server);
    await client.until(() => client.socket.state === "waiting");
    using other = new DisposableStack();
    const socket = new Socket({ onFrame: () => {}, onState: () => {} });
    other.defer(() => socket.disconnect());
    socket.connect("no address");
    expect(socket.state).toBe("waiting");
  });

  test("connects although whoever is told of it throws", async () => {
    await using server = new WireServer();
    using stack = new DisposableStack();
    const onState = (state: SocketState) => {
      if (state === "connecting") throw new Error("A mistake of the program's");
    };
    const socket = new Socket({ onFrame: () => {}, onState });
    stack.defer(() => socket.disconnect());
    expect(() => socket.connect(server.url.replace("http", "ws"))).toThrow("A mistake");
    await server.nextEstablished();
  });
});
