import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import Pusher from "pusher";
import { conversationChannel } from "../src/protocol/channels.ts";
import type { Position } from "../src/protocol/resources.ts";
import { signInText } from "../src/realtime/sign-in.ts";
import { channelAuth, sign } from "../src/realtime/signature.ts";
import { Api } from "../test/helpers/api.ts";
import { customer, type Player } from "../test/helpers/cast.ts";
import { administrator, type OutsideAppKeys, outsideApp } from "../test/helpers/outside-app.ts";
import { TestSocket } from "../test/helpers/socket.ts";
import { startProcess } from "../test/helpers/start-app.ts";

// `npm run churn -- --minutes 30`: connections are opened, cut and dropped, channels made and left, on the running
// program, of an outside app's and of the desk's own; each minute tells what it holds and how much memory it takes. At the
// end, when everybody has gone, it must hold nothing: otherwise the exit code is 1.

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "30" }, "per-second": { type: "string", default: "50" } },
});
const MINUTES = Number(values.minutes);
/** Connections that come each second, and as many go. */
const PER_SECOND = Number(values["per-second"]);
/** So many are there at a time. */
const POPULATION = 400;
const USERS = 150;
/** Customers who come each second, each with a conversation of their own. */
const CUSTOMERS_PER_SECOND = 5;
/** After the last has gone: until the grace of the lost is over, histories have aged, and vacated channels are forgotten. */
const SETTLE_MS = 65_000;

await using app = await startProcess({ env: { CUSTOMERS_PER_MINUTE: "1000000" } });
const keys = await outsideApp(await administrator(app), {
  historyCount: 20,
  historySeconds: 10,
  subscriptionCount: true,
  presenceMembersMax: 1_000,
});
const { hostname, port } = new URL(app.url);
const backend = new Pusher({ appId: keys.id, ...keys.pusher, host: hostname, port, useTLS: false });
const { key: deskKey } = await new Api(app.url).expect<{ key: string }>("GET", "/api/desk");
const population: WebSocket[] = [];
const visits = new Set<Promise<void>>();
let visited = 0;
let born = 0;
let published = 0;

console.log("minute  connections made  published  conversations  RSS MB  held");
const started = Date.now();
for (let minute = 0; minute <= MINUTES; minute++) {
  if (minute > 0) await churnUntil(started + minute * 60_000);
  await tell(String(minute));
}
for (const socket of population) cut(socket);
await Promise.all(visits);
await Bun.sleep(SETTLE_MS);
const left = await tell("end");
// What cache channels begin with is kept for half an hour, for whoever comes.
const leaked = Object.entries(left).filter(([kind, count]) => count > 0 && kind !== "contents");
console.log(leaked.length === 0 ? "Nothing is held." : `Still held: ${JSON.stringify(leaked)}`);
process.exitCode = leaked.length === 0 ? 0 : 1;

async function churnUntil(end: number): Promise<void> {
  while (Date.now() < end) {
    const next = Date.now() + 1_000;
    for (let i = 0; i < PER_SECOND; i++) {
      population.push(join(keys, app.url));
      born += 1;
      if (population.length > POPULATION) leave(population.splice(random(population.length), 1)[0]);
    }
    for (let i = 0; i < CUSTOMERS_PER_SECOND; i++) {
      const visit = talk();
      visits.add(visit);
      void visit.finally(() => visits.delete(visit));
    }
    await publish();
    await Bun.sleep(Math.max(0, next - Date.now()));
  }
}

/** A connection of either dialect, which does some of everything as soon as it can. */
function join({ pusher, apinator }: OutsideAppKeys, url: string): WebSocket {
  const [{ key, secret }, prefix] = random(2) === 0 ? [pusher, "pusher:"] : [apinator, "realtime:"];
  const client = random(3) === 0 ? "deskbell" : "js";
  const socket = new WebSocket(`${url.replace("http", "ws")}/app/${key}?protocol=7&client=${client}`);
  const say = (event: string, rest: object) => socket.send(JSON.stringify({ event, ...rest }));
  socket.addEventListener("error", () => {});
  socket.addEventListener("message", ({ data: text }) => {
    const { event, data } = JSON.parse(String(text));
    if (event !== `${prefix}connection_established`) return;
    const { socket_id: socketId } = JSON.parse(data);
    const user = `user-${random(USERS)}`;
    if (random(3) === 0) {
      const userData = JSON.stringify({ id: user, watchlist: [`user-${random(USERS)}`] });
      const auth = `${key}:${sign(secret, signInText(socketId, userData))}`;
      say(`${prefix}signin`, { data: { auth, user_data: userData } });
    }
    for (const channel of someChannels()) {
      const channelData = channel.startsWith("presence-") ? JSON.stringify({ user_id: user }) : undefined;
      const auth = channelAuth(key, secret, socketId, channel, channelData);
      const since = random(4) === 0 ? { since: born } : {};
      say(`${prefix}subscribe`, { data: { channel, auth, channel_data: channelData, ...since } });
      if (random(2) === 0) say("client-typing", { channel, data: "{}" });
      if (random(5) === 0) say(`${prefix}unsubscribe`, { data: { channel } });
    }
    if (random(50) === 0) for (let i = 0; i < 25; i++) socket.send("{");
  });
  return socket;
}

/** A customer rings, writes, is cut or leaves, and is back at once and once more later, having missed nothing. */
async function talk(): Promise<void> {
  const vera = await customer(app, deskKey, { name: "Vera" });
  const { conversation } = await vera.opens("Is anybody there?");
  const channel = conversationChannel(conversation.id);
  let since: Position | undefined;
  for (let pageView = 0; pageView < 3; pageView++) {
    await using socket = await TestSocket.open(app.url, { api: vera.api, key: deskKey });
    const { position, recovered } = await socket.subscribe(channel, { since });
    if (since !== undefined && !recovered) throw new Error(`${channel} could not be recovered`);
    const { seq } = pageView < 2 ? await hear(socket, vera, conversation.id) : position;
    since = { ...position, seq };
    await Bun.sleep(random(2_000));
  }
  visited += 1;
}

/** Says something and hears it on one's own socket, as every tab does. */
async function hear(socket: TestSocket, vera: Player, conversationId: string): Promise<{ seq: number }> {
  await vera.says(conversationId, "Hello?");
  const { seq } = await socket.nextOf("message:new");
  if (seq === undefined) throw new Error("A message came without its number");
  return { seq };
}

/** Channels of every kind, most of which nobody was on before. */
function someChannels(): string[] {
  const fresh = born + random(10);
  return [
    `room-${fresh}`,
    `private-room-${fresh}`,
    `presence-room-${fresh}`,
    "presence-lobby",
    `private-cache-${random(10)}`,
    `private-encrypted-${fresh}`,
  ].filter(() => random(2) === 0);
}

/** Some say goodbye, some are cut, some before they were even connected. */
function leave(socket: WebSocket | undefined): void {
  if (!socket) return;
  if (random(2) === 0) socket.close();
  else cut(socket);
}

/** Without a goodbye. Bun's sockets can do it, browsers' can't. */
function cut(socket: WebSocket): void {
  if ("terminate" in socket && typeof socket.terminate === "function") socket.terminate();
}

async function publish(): Promise<void> {
  const channels = [
    ...new Set([
      `room-${born - 5}`,
      `private-room-${born - 5}`,
      "presence-lobby",
      `private-cache-${random(10)}`,
    ]),
  ];
  await backend.trigger(channels, "news", { published });
  published += channels.length;
}

async function tell(minute: string): Promise<Record<string, number>> {
  const held = await whatIsHeld();
  const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${app.pid}/status`, "utf8"))?.[1]) / 1_024;
  const short = Object.entries(held).filter(([, count]) => count > 0);
  console.log(
    [
      minute.padStart(6),
      String(born).padStart(16),
      String(published).padStart(9),
      String(visited).padStart(13),
      rss.toFixed(1).padStart(6),
    ].join("  "),
    "",
    short.map(([kind, count]) => `${kind} ${count}`).join(", ") || "nothing",
  );
  return held;
}

/** What the engine counts from its live sets, as `/metrics` tells it. */
async function whatIsHeld(): Promise<Record<string, number>> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const lines = text.matchAll(/^deskbell_engine\{kind="(\w+)"\} (\d+)/gm);
  return Object.fromEntries([...lines].map(([, kind = "", count]) => [kind, Number(count)]));
}

function random(below: number): number {
  return Math.floor(Math.random() * below);
}
