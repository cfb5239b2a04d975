import { expect, test } from "bun:test";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
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

test("a mail server that refuses the desk is logged without the desk's address and what the server said", async () => {
  const logged: string[] = [];
  const mailbox = createServer((socket) => {
    socket.write("* OK [CAPABILITY IMAP4rev1] ready\r\n");
    socket.on("error", () => {});
    socket.on("data", (line) => {
      const [tag = "", command = ""] = String(line).split(/\s/);
      const isKnown = command.toUpperCase() !== "LOGIN";
      socket.write(`${tag} ${isKnown ? "OK done" : `NO ${WRITTEN}@desk.example may not`}\r\n`);
    });
  });
  mailbox.listen(0, "127.0.0.1");
  await once(mailbox, "listening");
  const { port } = mailbox.address() as AddressInfo;
  const url = `imap://${WRITTEN}%40desk.example:a-password@127.0.0.1:${port}/INBOX`;
  await using _ = await startApp({ logged, env: { IMAP_URL: url, INBOUND_ADDRESS: "reply@desk.example" } });
  while (!logged.some((line) => line.includes("does not accept the user"))) await Bun.sleep(1);
  mailbox.close();
  expect(logged.filter((line) => line.includes(WRITTEN) || line.includes("a-password"))).toEqual([]);
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
