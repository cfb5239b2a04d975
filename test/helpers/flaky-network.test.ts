import { expect, test } from "bun:test";
import { FlakyNetwork } from "./flaky-network.ts";

async function echoServer() {
  const server = Bun.serve({
    port: 0,
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response("hello")),
    websocket: { message: (socket, text) => void socket.send(text) },
  });
  const network = await FlakyNetwork.to(server.url.href);
  return {
    network,
    server,
    async [Symbol.asyncDispose]() {
      await network[Symbol.asyncDispose]();
      await server.stop(true);
    },
  };
}

async function connected(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url.replace("http", "ws"));
  await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  return socket;
}

function heard(socket: WebSocket): Promise<string> {
  return new Promise((resolve) =>
    socket.addEventListener("message", (event) => resolve(String(event.data)), { once: true }),
  );
}

test("what passes through the network arrives, delayed or not", async () => {
  await using world = await echoServer();
  expect(await (await fetch(world.network.url)).text()).toBe("hello");
  world.network.delay(5);
  const socket = await connected(world.network.url);
  socket.send("one");
  expect(await heard(socket)).toBe("one");
});

test("a cut closes every connection, and new ones are accepted", async () => {
  await using world = await echoServer();
  const socket = await connected(world.network.url);
  const closed = new Promise((resolve) => socket.addEventListener("close", resolve, { once: true }));
  world.network.cut();
  await closed;
  const again = await connected(world.network.url);
  again.send("back");
  expect(await heard(again)).toBe("back");
});

test("a stall holds frames back without closing, and what was held back arrives in order", async () => {
  await using world = await echoServer();
  const socket = await connected(world.network.url);
  const frames: string[] = [];
  socket.addEventListener("message", (event) => frames.push(String(event.data)));
  world.network.stall();
  for (const word of ["a", "b", "c"]) socket.send(word);
  // A connection of its own proves that time has passed for the server.
  await (await fetch(world.server.url)).text();
  expect(frames).toEqual([]);
  expect(socket.readyState).toBe(WebSocket.OPEN);
  world.network.resume();
  while (frames.length < 3) await heard(socket);
  expect(frames).toEqual(["a", "b", "c"]);
});
