import { afterAll, beforeAll, expect, test } from "bun:test";
import type { OutsideApp } from "../../src/protocol/resources.ts";
import { type Cast, cast } from "../helpers/cast.ts";
import { type InProcessApp, startApp } from "../helpers/start-app.ts";

let app: InProcessApp;
let people: Cast;

beforeAll(async () => {
  app = await startApp();
  people = await cast(app);
});

afterAll(() => app[Symbol.asyncDispose]());

test("an app that an admin makes can be connected to as soon as it is answered, and not after it is removed", async () => {
  const made = await create({ dialect: "pusher" });
  expect(await greeting(made)).toBe("pusher:connection_established");
  await people.grace.api.request("DELETE", `/api/apps/${made.id}`);
  expect(await greeting(made)).toBe("pusher:error");
});

test("each key of an app speaks the dialect it was made for", async () => {
  const made = await create({ dialect: "pusher" });
  const { app: both } = await people.grace.api.expect<{ app: OutsideApp }>(
    "POST",
    `/api/apps/${made.id}/keys`,
    { dialect: "apinator" },
  );
  expect(
    await Promise.all(both.keys.map(({ key }) => greeting({ ...both, keys: [{ ...both.keys[0], key }] }))),
  ).toEqual(["pusher:connection_established", "realtime:connection_established"]);
});

test("a running server picks up what the command line makes", async () => {
  const id = `cli-${crypto.randomUUID().slice(0, 8)}`;
  const printed = await deskbell(
    "app",
    "create",
    "--id",
    id,
    "--key",
    `${id}-key`,
    "--secret",
    "S",
    "--dialect",
    "pusher",
  );
  expect(printed).toBe(`app ${id}  App ${id}\n  pusher    key ${id}-key  secret S\n`);
  const made = { keys: [{ key: `${id}-key` }] };
  while ((await greeting(made)) !== "pusher:connection_established") await Bun.sleep(20);
});

test("the command line tells all wrong settings together and makes nothing", async () => {
  const told = await deskbell("app", "create", "--history-count", "1000", "--enabled", "maybe");
  expect(told).toBe("--enabled must be 1 or 0\n--history-count must be a whole number from 0 to 200\n");
  const { apps } = await people.grace.api.expect<{ apps: OutsideApp[] }>("GET", "/api/apps");
  expect(apps.every(({ settings }) => settings.historyCount <= 200)).toBe(true);
});

async function create(input: object): Promise<OutsideApp> {
  return (await people.grace.api.expect<{ app: OutsideApp }>("POST", "/api/apps", input)).app;
}

/** The first event that a socket with the app's first key is told. */
async function greeting({ keys }: { keys: readonly Partial<OutsideApp["keys"][number]>[] }): Promise<string> {
  const address = `${app.url.replace("http", "ws")}/app/${keys[0]?.key}?protocol=7&client=js&version=8.6.0`;
  const socket = new WebSocket(address);
  try {
    return await new Promise((resolve, reject) => {
      socket.addEventListener("message", ({ data }) => resolve(JSON.parse(data).event), { once: true });
      socket.addEventListener("error", () => reject(new Error("the socket was not opened")), { once: true });
    });
  } finally {
    socket.close();
  }
}

/** Runs a command beside the server; what it printed to either stream. */
async function deskbell(...words: string[]): Promise<string> {
  const command = Bun.spawn([process.execPath, "src/cli.ts", ...words, "--data-dir", app.dataDir], {
    stdout: "pipe",
    stderr: "pipe",
  });
  await command.exited;
  return (await new Response(command.stdout).text()) + (await new Response(command.stderr).text());
}
