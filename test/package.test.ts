import { afterAll, beforeAll, expect, test } from "bun:test";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// What somebody gets who installs the package: the tarball is packed, unpacked beside a program of theirs, and run
// by Node. Only its dependencies are taken from this checkout instead of the registry.

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const project = mkdtempSync(join(tmpdir(), "deskbell-package-"));
const installed = join(project, "node_modules", "deskbell");
const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));

beforeAll(() => {
  expect(run("npm", ["pack", "--pack-destination", project], ROOT)).toMatchObject({ status: 0 });
  mkdirSync(installed, { recursive: true });
  const tarball = `deskbell-${manifest.version}.tgz`;
  expect(run("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"])).toMatchObject({ status: 0 });
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(join(project, "node_modules", name, ".."), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(project, "node_modules", name));
  }
  writeFileSync(join(project, "package.json"), '{"type":"module"}');
});

afterAll(() => rmSync(project, { recursive: true }));

test("Node imports the server SDK from the package and signs at once", () => {
  const program = `
    import { Client, DeskbellError } from "deskbell/server";
    const client = new Client({ appId: "3", key: "k", secret: "channel-secret-1" });
    console.log(JSON.stringify(client.authenticate("1234.5678", "private-orders")));
    try { client.authenticate("x", "private-orders"); }
    catch (error) { console.log(error instanceof DeskbellError, error.code); }`;
  expect(runWithNode(program)).toBe(
    '{"auth":"k:a23ecad0d4ecfa34499ed5d61dd56e126027906d44fe5a181ac78ff084326f75"}\ntrue invalid-argument\n',
  );
});

test("Node imports the browser SDK from the package too, and nothing happens before it is used", () => {
  const program = `
    import { Client } from "deskbell/client";
    const client = new Client({ key: "k", authEndpoint: "/auth", host: "localhost:1" });
    console.log(client.state, client.channel("private-a"));`;
  expect(runWithNode(program)).toBe("idle undefined\n");
});

test("the declarations of the SDKs say what may be passed, to a strict compiler that looks into them", () => {
  writeFileSync(
    join(project, "page.ts"),
    `import { type Channel, Client } from "deskbell/client";
     import { type ChatWidget, initChatWidget } from "deskbell/widget";
     const client = new Client({ key: "k", host: "https://chat.example.com", authEndpoint: "/auth" });
     const channel: Channel = client.subscribe("private-a");
     channel.bind("said", ({ text }: { text: string }, { userId }) => console.log(text.trim(), userId?.trim()));
     export const sent: boolean = channel.trigger("client-typing");
     // @ts-expect-error: a client needs its key
     new Client({});
     export const chat: ChatWidget = initChatWidget({ customerId: "7", conversationId: "c" });
     // @ts-expect-error: there is no such option
     initChatWidget({ customer: 7 });`,
  );
  writeFileSync(
    join(project, "browser.ts"),
    `import { type Channel, Client, type History, type Member, type SocketState, type Typing } from "deskbell/client";
     const client = new Client({ key: "k", authEndpoint: "/auth", host: "chat.example.com" });
     export const channel: Channel = client.subscribe("presence-a", { since: { epoch: "e", seq: 7 } });
     channel.bind("message:new", (message: { text: string }) => message.text.length);
     channel.bindGlobal((event, data, { userId, seq }) => [event, data, userId, seq]);
     export const sent: boolean = channel.trigger("client-typing", { in: "a" });
     export const present: Member[] = [...channel.members];
     const all: History<{ id: number; text: string }> = channel.history("said", async () => [{ id: 1, text: "" }], (items) => items[0]?.text.trim());
     const typing: Typing = channel.typing((others: boolean) => [others, all.items.length]);
     export const type = () => (typing.others ? undefined : typing.tell());
     export const stop: () => void = client.onState((state: SocketState) => state === "connected");
     // @ts-expect-error: a secret has no place in a browser
     new Client({ key: "k", secret: "s" });`,
  );
  writeFileSync(
    join(project, "backend.ts"),
    `import { Client, type ChannelAuthorization, DeskbellError } from "deskbell/server";
     const client = new Client({ appId: "3", key: "k", secret: "s", host: "https://chat.example.com" });
     const authorization: ChannelAuthorization = client.authenticate("1.2", "presence-a", { user_id: 7 });
     export const sent: Promise<void> = client.trigger(["a", "b"], "news", authorization, { socketId: "1.2" });
     export const code = (error: unknown) => (error instanceof DeskbellError ? error.status : undefined);
     // @ts-expect-error: a client needs its secret
     new Client({ appId: "3", key: "k" });
     // @ts-expect-error: an app's id is a text
     new Client({ appId: 3, key: "k", secret: "s" });`,
  );
  const options = "--strict --noEmit --target es2022 --lib es2023,dom,dom.iterable --types".split(" ");
  const compile = (...more: string[]) =>
    run(`${ROOT}node_modules/.bin/tsc`, ["backend.ts", "browser.ts", "page.ts", ...options, "", ...more]);
  const clean = { status: 0, stdout: "" };
  expect(compile("--module", "nodenext")).toMatchObject(clean);
  expect(compile("--module", "esnext", "--moduleResolution", "bundler")).toMatchObject(clean);
});

test("nothing in the package is a test, and nothing that it exports is missing", () => {
  const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
  expect(files.filter((path) => path.includes(".test."))).toEqual([]);
  const targets: string[] = Object.values<object | string>(manifest.exports).flatMap((to) =>
    typeof to === "string" ? to : Object.values(to),
  );
  for (const target of targets) expect(files).toContain(target.replace(/^\.\//, ""));
});

test("the installed program keeps an app, starts, serves its pages and stops when it is told", async () => {
  const data = join(project, "data");
  const command = join(installed, manifest.bin.deskbell);
  const made = run("node", [command, "app", "create", "--id", "7", "--key", "bell", "--data-dir", data]);
  expect(made).toMatchObject({ status: 0 });
  expect(run("node", [command, "app", "list", "--data-dir", data]).stdout).toContain("bell");

  const program = spawn("node", [command, "--port", "0", "--data-dir", data], { cwd: project });
  const exit = Promise.withResolvers<number | null>();
  program.once("exit", exit.resolve);
  const url = await greeting(program);
  for (const path of ["/health", "/widget.js", "/demo"]) expect((await fetch(url + path)).status).toBe(200);
  program.kill("SIGTERM");
  expect(await exit.promise).toBe(0);
});

test("the installed program passes on how it ended", () => {
  const wrong = run("node", [join(installed, manifest.bin.deskbell), "--port", "none"]);
  expect(wrong).toMatchObject({ status: 1, stderr: expect.stringContaining("PORT") });
});

function run(command: string, args: readonly string[], cwd = project) {
  return spawnSync(command, args, { cwd, encoding: "utf8" });
}

function runWithNode(program: string): string {
  const { stdout, stderr } = run("node", ["--input-type=module", "-e", program]);
  return stdout + stderr;
}

async function greeting(program: ChildProcess): Promise<string> {
  let printed = "";
  let complained = "";
  program.stderr?.on("data", (chunk) => {
    complained += chunk;
  });
  for await (const chunk of program.stdout ?? []) {
    printed += chunk;
    const url = /(http:\S+)\/demo\s/.exec(printed)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`The program ended before it was open: ${printed}${complained}`);
}
