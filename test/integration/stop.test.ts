import { expect, test } from "bun:test";
import { connect } from "node:net";
import { crowd } from "../helpers/crowd.ts";
import { administrator, outsideApp } from "../helpers/outside-app.ts";
import { startApp, startProcess } from "../helpers/start-app.ts";
import { TemporaryDirectory } from "../helpers/temporary-directory.ts";

test("a program that is asked to stop answers the requests under way before it ends", async () => {
  await using program = await startProcess();
  const { hostname, port } = new URL(program.url);
  const socket = connect(Number(port), hostname);
  const answer = new Promise<string>((resolve) => {
    let text = "";
    socket.on("data", (chunk) => (text += String(chunk)));
    socket.on("close", () => resolve(text));
  });
  const body = JSON.stringify({ name: "Vera" });
  const head = ["POST /api/customers HTTP/1.1", `Host: ${hostname}`, "Content-Type: application/json"];
  socket.write([...head, `Content-Length: ${body.length}`, "", body.slice(0, 5)].join("\r\n"));
  // Whoever comes afterwards is served when the first is under way.
  for (let i = 0; i < 5; i++) await fetch(`${program.url}/health`);
  const ended = program.stop();
  while (await isListening(program.url)) await Bun.sleep(1);
  socket.write(body.slice(5));
  expect(await answer).toStartWith("HTTP/1.1 201 ");
  expect(await ended).toBe(0);
});

test("[L4] a program that is asked to stop closes its sockets a few at a time", async () => {
  const sockets = 100;
  using place = new TemporaryDirectory();
  const app = await startApp({ dataDir: place.path });
  const keys = await outsideApp(await administrator(app));
  const members = await crowd(sockets, app.url, keys.pusher, (index) => `private-${index}`);
  const { engine } = app.application;
  const sweep = engine.sweep.bind(engine);
  const slices: number[] = [];
  engine.sweep = () => {
    const before = engine.stats().connections;
    sweep();
    slices.push(before - engine.stats().connections);
  };
  await app.application.stop();
  await Promise.all(members.map(({ closed }) => closed));
  expect(slices.reduce((sum, closed) => sum + closed)).toBe(sockets);
  expect(Math.max(...slices)).toBeLessThan(sockets / 4);
});

async function isListening(url: string): Promise<boolean> {
  try {
    await fetch(`${url}/health`, { headers: { connection: "close" } });
    return true;
  } catch {
    return false;
  }
}
