import { createHmac } from "node:crypto";
import { parseArgs } from "node:util";
import { administrator, type OutsideAppKeys, outsideApp } from "../test/helpers/outside-app.ts";
import { type ProcessApp, startProcess } from "../test/helpers/start-app.ts";
import { rssBytes } from "./server-process.ts";
import { figure, printTable } from "./table.ts";

/**
 * `npm run churn -- --minutes 30`: visitors come, join channels that nobody else may ever use, talk, and go in every way
 * there is. In the end the server must hold nothing, and its memory must have stopped growing.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    "per-second": { type: "string", default: "40" },
  },
});
const MINUTES = Number(values.minutes);
const VISITORS_PER_S = Number(values["per-second"]);
const MS_PER_MINUTE = 60_000;
/** Visitors stay up to this long, so that a few hundred are always there. */
const STAY_MAX_MS = 8_000;
/** How long the engine may take to notice those who vanished: a ping unanswered, and the grace of presence. */
const SETTLE_MS = 60_000;
const SAMPLES = 12;
const MIB = 1024 * 1024;

await using server = await startProcess({ env: { MAX_CONNECTIONS: "5000" } });
const app = await outsideApp(await administrator(server), {
  historyCount: 20,
  historySeconds: 5,
  subscriptionCount: true,
});
const report: string[][] = [
  ["minute", "resident", "connections", "subscriptions", "channels", "visitors so far"],
];
let visitors = 0;
let failures = 0;

const coming = setInterval(() => void visit(server, app), 1000 / VISITORS_PER_S);
for (let sample = 1; sample <= SAMPLES; sample++) {
  await Bun.sleep((MINUTES * MS_PER_MINUTE) / SAMPLES);
  await writeSample((MINUTES * sample) / SAMPLES);
}
clearInterval(coming);
await Bun.sleep(STAY_MAX_MS + SETTLE_MS);
await writeSample(MINUTES + (STAY_MAX_MS + SETTLE_MS) / MS_PER_MINUTE);

printTable(`${figure(visitors)} visitors in ${MINUTES} minutes, ${failures} of them turned away`, report);
const held = Object.entries(await engineKinds(server)).filter(([, count]) => count !== 0);
console.log(held.length === 0 ? "\nEverything is given back." : `\nStill held: ${JSON.stringify(held)}`);
process.exitCode = held.length === 0 ? 0 : 1;

/** One visitor, from the bell to the door. */
async function visit({ url }: ProcessApp, { id, pusher }: OutsideAppKeys): Promise<void> {
  visitors += 1;
  const socket = new WebSocket(
    `${url.replace("http", "ws")}/app/${pusher.key}?protocol=7&client=js&version=8.6.0`,
  );
  const leaves = chance(3);
  try {
    const socketId = await established(socket);
    const name = crypto.randomUUID();
    const presence = `presence-${name.slice(0, 2)}`;
    for (const channel of [`room-${name}`, "lobby"]) subscribe(socket, channel);
    subscribe(socket, `private-${name}`, auth(pusher, `${socketId}:private-${name}`));
    const member = JSON.stringify({ user_id: name.slice(0, 3), user_info: { name } });
    subscribe(socket, presence, auth(pusher, `${socketId}:${presence}:${member}`), member);
    socket.send(JSON.stringify({ event: "client-hello", channel: `private-${name}`, data: { name } }));
    await publish(url, id, pusher, [`room-${name}`, "lobby"]);
    await Bun.sleep(Math.random() * STAY_MAX_MS);
    if (leaves === 0)
      socket.send(JSON.stringify({ event: "pusher:unsubscribe", data: { channel: presence } }));
  } catch {
    failures += 1;
  }
  // A cut without a goodbye: the server hears of it only by the reset, or by silence.
  if (leaves === 1) (socket as WebSocket & { terminate(): void }).terminate();
  else socket.close();
}

function established(socket: WebSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    const first = ({ data }: MessageEvent) => resolve(JSON.parse(JSON.parse(String(data)).data).socket_id);
    socket.addEventListener("message", first, { once: true });
    socket.addEventListener("close", () => reject(new Error("turned away")), { once: true });
  });
}

function subscribe(socket: WebSocket, channel: string, signature?: string, channelData?: string): void {
  const data = { channel, auth: signature, channel_data: channelData };
  socket.send(JSON.stringify({ event: "pusher:subscribe", data }));
}

async function publish(
  url: string,
  id: string,
  key: OutsideAppKeys["pusher"],
  channels: string[],
): Promise<void> {
  const body = JSON.stringify({ name: "hello", channels, data: "{}" });
  const query = new URLSearchParams({
    auth_key: key.key,
    auth_timestamp: String(Math.floor(Date.now() / 1000)),
    auth_version: "1.0",
    body_md5: new Bun.CryptoHasher("md5").update(body).digest("hex"),
  });
  query.set("auth_signature", hmac(key.secret, `POST\n/apps/${id}/events\n${query}`));
  const answer = await fetch(`${url}/apps/${id}/events?${query}`, { method: "POST", body });
  if (!answer.ok) throw new Error(await answer.text());
}

async function writeSample(minute: number): Promise<void> {
  const { connections = 0, subscriptions = 0, channels = 0 } = await engineKinds(server);
  const row = [
    figure(minute),
    figure(rssBytes(server.pid) / MIB, "MiB"),
    ...[connections, subscriptions, channels, visitors].map((count) => String(count)),
  ];
  report.push(row);
  console.log(row.join("  "));
}

/** What the engine holds, by kind. */
async function engineKinds({ url }: ProcessApp): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const kinds = text.matchAll(/^deskbell_engine\{kind="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...kinds].map(([, kind = "", count]) => [kind, Number(count)]));
}

function auth({ key, secret }: OutsideAppKeys["pusher"], text: string): string {
  return `${key}:${hmac(secret, text)}`;
}

function hmac(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}

function chance(sides: number): number {
  return Math.floor(Math.random() * sides);
}
