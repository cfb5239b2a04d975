import { expect, test } from "bun:test";
import Pusher from "pusher";
import { administrator, outsideApp } from "../helpers/outside-app.ts";
import { startProcess } from "../helpers/start-app.ts";

const OPEN_FILES = 200;
const NEWCOMERS = 250;

test("[C4] sockets leave open files for others: the rest is sent away with 4100, and backends publish on", async () => {
  await using app = await startProcess({ openFiles: OPEN_FILES });
  const keys = await outsideApp(await administrator(app));
  const address = `${app.url.replace("http", "ws")}/app/${keys.pusher.key}?protocol=7`;
  const sockets = Array.from({ length: NEWCOMERS }, () => new WebSocket(address));
  const outcomes = await Promise.all(sockets.map(outcome));
  const refused = outcomes.filter((code) => code === 4100).length;
  expect(outcomes.filter((code) => code === "in").length).toBe(NEWCOMERS - refused);
  expect(refused).toBe(NEWCOMERS - OPEN_FILES * 0.75);
  const { hostname, port } = new URL(app.url);
  const backend = new Pusher({ appId: keys.id, ...keys.pusher, host: hostname, port, useTLS: false });
  expect((await backend.trigger("news", "news", "1")).status).toBe(200);
  for (const socket of sockets) socket.close();
});

/** Whether a socket is let in, or the code that it is closed with. */
function outcome(socket: WebSocket): Promise<"in" | number> {
  return new Promise((resolve) => {
    socket.addEventListener("close", ({ code }) => resolve(code));
    socket.addEventListener("message", ({ data }) => {
      if (String(data).includes("connection_established")) resolve("in");
    });
  });
}
