import { beforeAll, expect, test } from "bun:test";
import type { Client as BrowserClient } from "../../src/client/client.ts";
import type { Client } from "../../src/server-sdk/client.ts";
import { builtSdk } from "../helpers/built-sdk.ts";
import { Guide } from "../helpers/guide.ts";
import { Recorder } from "../helpers/recorder.ts";
import { startApp } from "../helpers/start-app.ts";

beforeAll(() => void builtSdk());

test("who does what the guide says has a program that works", async () => {
  using guide = new Guide("coming-from-apinator");
  await using app = await startApp();
  for (const command of guide.commands)
    expect(guide.run(command, "--data-dir", app.dataDir)).toContain("key my-key  secret my-secret");

  const address = { "http://127.0.0.1:3000": app.url };
  const { client: backend } = await guide.load<{ client: Client }>("backend.js", address, ["client"]);
  // A running server learns of a new app within a second.
  while (!(await backend.channels().catch(() => undefined))) await Bun.sleep(20);

  const server = Bun.serve({
    port: 0,
    async fetch(request) {
      const { socket_id, channel_name } = (await request.json()) as Record<string, string>;
      return Response.json(backend.authenticate(socket_id ?? "", channel_name ?? ""));
    },
  });
  const orders = new Recorder<unknown>();
  const { client: browser } = await guide.load<{ client: BrowserClient }>(
    "browser.js",
    { ...address, '"/auth"': `"${server.url.href}auth"` },
    ["client"],
    { show: (order: unknown) => orders.push(order) },
  );
  const channel = browser.channel("private-orders");
  await new Promise((resolve) => channel?.bind("realtime:subscription_succeeded", resolve));
  await backend.trigger("private-orders", "order-placed", { id: 7 });
  expect(await orders.next()).toMatchObject({ id: 7 });
  browser.disconnect();
  await server.stop(true);
});
