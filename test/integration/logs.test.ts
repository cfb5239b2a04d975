import { expect, test } from "bun:test";
import { connect } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { conversationChannel } from "../../src/protocol/channels.ts";
import { cast } from "../helpers/cast.ts";
import { type InProcessApp, startApp } from "../helpers/start-app.ts";

const WRITTEN = "What-nobody-else-is-to-read";

test("a visitor who hangs up in mid-request is no error", async () => {
  const logged: string[] = [];
  await using app = await startApp({ logged });
  logged.length = 0;
  await hangUp(app, "/api/customers");
  await hangUp(app, "/apps/10000/events");
  expect(logged).toEqual([]);
});

test("what cannot be stored is logged, and nothing that was written, signed or sent with it", async () => {
  const logged: string[] = [];
  await using app = await startApp({ logged });
  const { vera, key } = await cast(app);
  const { conversation } = await vera.opens("Hello");
  const token = String(vera.api.credentials["authorization"]).replace("Bearer ", "");
  const intruder = new DatabaseSync(`${app.dataDir}/deskbell.db`);
  intruder.exec("begin immediate");
  const message = { clientId: crypto.randomUUID(), text: WRITTEN };
  const refused = await vera.api.request("POST", `/api/conversations/${conversation.id}/messages`, message);
  expect(refused.status).toBe(503);
  intruder.exec("rollback");
  intruder.close();
  await using socket = await vera.connects();
  const channel = conversationChannel(conversation.id);
  const auth = `${key}:${WRITTEN}`;
  socket.requestSubscription(channel, { auth, channel_data: JSON.stringify({ user_id: WRITTEN }) });
  expect(await socket.next()).toMatchObject({ data: { status: 401 } });
  await vera.api.request("POST", "/api/sessions", { email: `${WRITTEN}@x.example`, password: WRITTEN });
  expect(logged.length).toBeGreaterThan(0);
  const log = logged.join("");
  expect(log).toContain("can't be written to");
  expect([WRITTEN, token].filter((secret) => log.includes(secret))).toEqual([]);
});

/** Sends half of a request, waits until the program waits for the rest, and goes. */
async function hangUp(app: InProcessApp, path: string): Promise<void> {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  const head = `POST ${path} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked`;
  await new Promise<void>((resolve) => socket.write(`${head}\r\n\r\n9\r\n{"name":"`, () => resolve()));
  await fetch(`${app.url}/health`);
  socket.destroy();
  await new Promise((resolve) => socket.once("close", resolve));
  // Whoever comes afterwards is served when the one who went is over.
  for (let i = 0; i < 5; i++) await fetch(`${app.url}/health`);
}
