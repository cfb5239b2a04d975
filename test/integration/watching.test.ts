import { afterAll, beforeAll, expect, test } from "bun:test";
import { DatabaseSync } from "node:sqlite";
import Pusher from "pusher";
import type { Problem } from "../../src/protocol/errors.ts";
import { type Cast, cast } from "../helpers/cast.ts";
import { crowd } from "../helpers/crowd.ts";
import { administrator, outsideApp } from "../helpers/outside-app.ts";
import { type InProcessApp, startApp } from "../helpers/start-app.ts";

let app: InProcessApp;
let people: Cast;

beforeAll(async () => {
  app = await startApp();
  people = await cast(app);
});

afterAll(() => app[Symbol.asyncDispose]());

test("it is ready when what it writes comes back over a socket's way, and leaves nothing of the trial", async () => {
  const { vacated: _ages, ...held } = app.application.engine.stats();
  for (let trial = 0; trial < 3; trial++) expect((await fetch(`${app.url}/ready`)).status).toBe(200);
  expect(app.application.engine.stats()).toMatchObject(held);
  const file = new DatabaseSync(`${app.dataDir}/deskbell.db`, { readOnly: true });
  expect(file.prepare("select count(*) as entries from log where event = 'probe'").get()).toEqual({
    entries: 1,
  });
  file.close();
});

test("alive and yet not ready while nothing can be written, and ready again when it can", async () => {
  const intruder = new DatabaseSync(`${app.dataDir}/deskbell.db`);
  intruder.exec("begin immediate");
  const refused = await fetch(`${app.url}/ready`);
  expect([refused.status, ((await refused.json()) as Problem).code]).toEqual([503, "not-ready"]);
  expect((await fetch(`${app.url}/health`)).status).toBe(200);
  intruder.exec("rollback");
  intruder.close();
  expect((await fetch(`${app.url}/ready`)).status).toBe(200);
});

test("[C4] a server that is full of sockets is ready, and backends publish as before", async () => {
  await using full = await startApp({ env: { MAX_CONNECTIONS: "1" } });
  const keys = await outsideApp(await administrator(full));
  const [listener] = await crowd(1, full.url, keys.pusher, () => "private-news");
  await expect(crowd(1, full.url, keys.pusher, () => "private-news")).rejects.toThrow();
  expect((await fetch(`${full.url}/ready`)).status).toBe(200);
  const { hostname, port } = new URL(full.url);
  const backend = new Pusher({ appId: keys.id, ...keys.pusher, host: hostname, port, useTLS: false });
  await backend.trigger("private-news", "news", "1");
  await listener?.has(1);
  await listener?.[Symbol.asyncDispose]();
});

test("the figures tell what is held and what was delivered", async () => {
  const { conversation } = await people.vera.opens("Does anybody count this?");
  await people.ada.comesOnline();
  const socket = await people.vera.follows(conversation.id);
  const before = await figure("deskbell_deliveries_total");
  await people.vera.says(conversation.id, "Count me");
  await socket.next();
  expect(await figure("deskbell_deliveries_total")).toBeGreaterThan(before);
  expect(await figure('deskbell_engine{kind="subscriptions"}')).toBeGreaterThanOrEqual(1);
  expect(await figure("deskbell_delivery_seconds_count")).toBeGreaterThanOrEqual(1);
});

test("the figures are what Prometheus reads: each is described once, and begins at nothing", async () => {
  await using fresh = await startApp();
  const answer = await fetch(`${fresh.url}/metrics`);
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const lines = (await answer.text()).split("\n").filter((line) => line !== "");
  const described = lines.flatMap((line) => /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line)?.[1] ?? []);
  expect(new Set(described).size).toBe(described.length);
  for (const line of lines.filter((one) => !one.startsWith("#"))) {
    const [, name = ""] = /^(\w+?)(?:_bucket|_sum|_count)?(?:\{[^{}]*\})? [-+.e\d]+$/.exec(line) ?? [];
    expect(described, line).toContain(name);
  }
  for (const whole of [true, false]) expect(lines).toContain(`deskbell_recoveries_total{whole="${whole}"} 0`);
  for (const reason of ["signal_behind", "socket_full", "socket_silent", "socket_stuck"])
    expect(lines).toContain(`deskbell_drops_total{reason="${reason}"} 0`);
});

test("what a removed app held is not told any more", async () => {
  const kinds = async () => (await (await fetch(`${app.url}/metrics`)).text()).match(/kind="\w+"/g) ?? [];
  const before = await kinds();
  const id = "10000";
  await people.grace.api.expect("POST", "/api/apps", { id, dialect: "pusher" });
  expect(await kinds()).toContain('kind="occupancies"');
  await people.grace.api.expect("DELETE", `/api/apps/${id}`);
  expect(await kinds()).toEqual(before);
});

test("the figures are for this machine alone, unless a token says otherwise", async () => {
  const statusOf = async (url: string, headers: Record<string, string>) =>
    (await fetch(`${url}/metrics`, { headers })).status;
  expect(await statusOf(app.url, {})).toBe(200);
  // A proxy on this machine passes on what comes from anywhere.
  expect(await statusOf(app.url, { "x-forwarded-for": "203.0.113.7" })).toBe(403);
  await using guarded = await startApp({ env: { METRICS_TOKEN: "scrape-me" } });
  expect(await statusOf(guarded.url, {})).toBe(403);
  expect(await statusOf(guarded.url, { authorization: "Bearer scrape-m" })).toBe(403);
  expect(await statusOf(guarded.url, { authorization: "Bearer scrape-me" })).toBe(200);
});

async function figure(name: string): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const line = text.split("\n").find((one) => one.startsWith(`${name} `));
  return Number(line?.split(" ").at(-1) ?? Number.NaN);
}
