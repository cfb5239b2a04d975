import { expect, test } from "bun:test";
import { connect } from "node:net";
import { startProcess } from "../helpers/start-app.ts";

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

async function isListening(url: string): Promise<boolean> {
  try {
    await fetch(`${url}/health`, { headers: { connection: "close" } });
    return true;
  } catch {
    return false;
  }
}
