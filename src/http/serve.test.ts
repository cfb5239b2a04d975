import { expect, test } from "bun:test";
import { serve } from "./serve.ts";
import { readHandshake } from "./upgrade.ts";

test("[L2] a ping of the client's is a sign of life, as a pong is", async () => {
  const lives = Promise.withResolvers<void>();
  const ignore = () => {};
  const listening = serve(
    { port: 0, hostname: "127.0.0.1" },
    {
      request: () => new Response(),
      handshake: readHandshake,
      accept: () => ({ receive: ignore, receivedPong: lives.resolve, drained: ignore, closed: ignore }),
      onError: ignore,
    },
  );
  const socket = new WebSocket(`ws://127.0.0.1:${listening.port}/app/key`);
  // Bun's sockets can send one, browsers' can't.
  socket.addEventListener("open", () => (socket as unknown as { ping(): void }).ping());
  await lives.promise;
  socket.close();
  await listening.close();
});

test("what no handler should throw is told, and answered without a word about the code", async () => {
  const errors: unknown[] = [];
  const fault = new Error("Nobody outside is to read this");
  const listening = serve(
    { port: 0, hostname: "127.0.0.1" },
    {
      request() {
        throw fault;
      },
      handshake: () => undefined,
      accept() {
        throw fault;
      },
      onError: (error) => void errors.push(error),
    },
  );
  const answer = await fetch(`http://127.0.0.1:${listening.port}/`);
  const body = await answer.text();
  await listening.close();
  expect(answer.status).toBe(500);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(JSON.parse(body)).toMatchObject({ code: "internal" });
  expect(body).not.toContain(fault.message);
  expect(errors).toEqual([fault]);
});
