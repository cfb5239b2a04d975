import { expect, test } from "bun:test";
import type Library from "pusher";
import type { default as Pusher } from "pusher-js";
import { FlakyNetwork } from "../helpers/flaky-network.ts";
import { Guide } from "../helpers/guide.ts";
import { type ExpressApp, listen } from "../helpers/listen.ts";
import { Recorder } from "../helpers/recorder.ts";
import { startApp } from "../helpers/start-app.ts";
import { connected, join } from "../helpers/stock-client.ts";

interface Backend {
  readonly pusher: Library;
  readonly app: ExpressApp;
}

test("who does what the guide says has a program that works, and that reconnects without a gap", async () => {
  using guide = new Guide("coming-from-pusher");
  await using app = await startApp();
  for (const command of guide.commands)
    expect(guide.run(command, "--data-dir", app.dataDir)).toContain("key bell  secret s3cret");

  const network = await FlakyNetwork.to(app.url);
  const port = (url: string) => new URL(url).port;
  const { pusher: library, app: express } = await guide.load<Backend>(
    "backend.js",
    { '"3000"': JSON.stringify(port(app.url)) },
    ["pusher", "app"],
  );
  await using backend = await listen(express);
  const addresses = {
    '"/pusher/auth"': `"${backend.url}/pusher/auth"`,
    "wsPort: 3000": `wsPort: ${port(network.url)}`,
  };
  // A running server learns of a new app within a second.
  while (!(await library.get({ path: "/channels" }).then(Boolean, () => false))) await Bun.sleep(20);

  const { pusher } = await guide.load<{ pusher: Pusher }>("browser.js", addresses, ["pusher"]);
  await connected(pusher);
  const { told } = await join(pusher, "private-a");
  await library.trigger("private-a", "greeting", "hello");
  expect(await told.next()).toEqual({ event: "greeting", data: "hello" });
  pusher.disconnect();

  const shown = new Recorder<string>();
  const page = { loadHistory: () => shown.push("(history)"), show: (text: string) => shown.push(text) };
  const recovering = await guide.load<{ pusher: Pusher }>("recovering.js", addresses, ["pusher"], page);
  expect(await shown.next()).toBe("(history)");
  await library.trigger("private-room", "said", { text: "before" });
  expect(await shown.next()).toBe("before");
  network.stall();
  network.cut();
  for (const text of ["missed", "missed too"]) await library.trigger("private-room", "said", { text });
  network.resume();
  for (const text of ["missed", "missed too"]) expect(await shown.next()).toBe(text);
  recovering.pusher.disconnect();
  await network[Symbol.asyncDispose]();
});
