import { expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { createVirtualFileSystem } from "typescript/unstable/fs";
import { mayImport, mayNameBun, roomOf, type Verdict } from "./helpers/layers.ts";
import { parseProject } from "./helpers/source-files.ts";

const house = await parseProject(fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, ""));

test("every import in src follows an arrow of the house", () => {
  const broken = house.flatMap(({ path, imports }) =>
    imports.flatMap((module) => complaint(`${path} imports ${module}`, mayImport(path, module))),
  );
  expect(broken).toEqual([]);
});

test("Bun is named in the one file that serves, in the scripts and in the tests alone", () => {
  const broken = house
    .filter(({ namesBun }) => namesBun)
    .flatMap(({ path }) => complaint(path, mayNameBun(path)));
  expect(broken).toEqual([]);
});

test("the compiler project that is judged holds the files of every room", () => {
  const rooms = new Set(house.map(({ path }) => roomOf(path)));
  for (const room of ["protocol", "realtime"]) expect(rooms).toContain(room);
  expect(house.length).toBeGreaterThan(10);
});

const forbiddenPairs = [
  ["src/desk/post-message.ts", "../realtime/fanout.ts", "desk ↛ realtime"],
  ["src/realtime/fanout.ts", "../store/log.ts", "realtime ↛ store"],
  ["src/realtime/fanout.ts", "../desk/access.ts", "realtime ↛ desk"],
  ["src/http/routes/messages.ts", "../../store/log.ts", "http ↛ store"],
  ["src/http/routes/messages.ts", "../../realtime/engine.ts", "only the upgrade"],
  ["src/protocol/codec.ts", "../client/socket.ts", "protocol ↛ client"],
  ["src/protocol/codec.ts", "node:buffer", "imports nothing"],
  ["src/protocol/codec.ts", "zod", "imports nothing"],
  ["src/store/log.ts", "../desk/access.ts", "store ↛ desk"],
  ["src/followers/email.ts", "../desk/access.ts", "followers ↛ desk"],
  ["src/followers/email.ts", "../realtime/engine.ts", "followers ↛ realtime"],
  ["src/main.ts", "./store/open.ts", "main.ts ↛ store"],
  ["src/main.ts", "./realtime/engine.ts", "main.ts ↛ realtime"],
  ["src/http/serve.ts", "../app.ts", "http ↛ app.ts"],
  ["src/config.ts", "./store/open.ts", "config.ts ↛ store"],
  ["src/client/socket.ts", "../ui/composer.tsx", "client ↛ ui"],
  ["src/client/socket.ts", "../realtime/ports.ts", "client ↛ realtime"],
  ["src/client/socket.ts", "preact", "ui, widget, dashboard"],
  ["src/client/socket.ts", "zod", "depends on nothing"],
  ["src/client/socket.ts", "node:events", "depends on nothing"],
  ["src/server-sdk/client.ts", "../client/client.ts", "server-sdk ↛ client"],
  ["src/server-sdk/client.ts", "node:http", "node:crypto alone"],
  ["src/server-sdk/client.ts", "zod", "node:crypto alone"],
  ["src/ui/composer.tsx", "../widget/app.tsx", "ui ↛ widget"],
  ["src/widget/app.tsx", "../dashboard/app.tsx", "widget ↛ dashboard"],
  ["src/dashboard/app.tsx", "../widget/app.tsx", "dashboard ↛ widget"],
  ["src/dashboard/app.tsx", "../desk/access.ts", "dashboard ↛ desk"],
  ["src/widget/app.tsx", "node:fs", "no Node"],
  ["src/desk/post-message.ts", "node:sqlite", "business of store"],
  ["src/desk/post-message.ts", "hono", "business of http"],
  ["src/http/routes/messages.ts", "bun", "Bun is named"],
  ["src/store/open.ts", "bun:sqlite", "Bun is named"],
  ["src/store/open.ts", "../../test/helpers/cast.ts", "looks out of src"],
  ["src/store/open.ts", "./open.test.ts", "nobody's dependency"],
  ["src/utils/backoff.ts", "../protocol/codec.ts", "not a room"],
] as const;

test.each(forbiddenPairs)("%s may not import %s", (file, module, why) => {
  expect(mayImport(file, module)).toEqual({ allowed: false, why: expect.stringContaining(why) });
});

const allowedPairs = [
  ["src/store/log.ts", "node:sqlite"],
  ["src/desk/post-message.ts", "../store/log.ts"],
  ["src/http/routes/messages.ts", "../../desk/post-message.ts"],
  ["src/http/upgrade.ts", "../realtime/engine.ts"],
  ["src/http/serve.ts", "bun"],
  ["src/app.ts", "./store/open.ts"],
  ["src/app.ts", "./realtime/engine.ts"],
  ["src/server-sdk/sign.ts", "node:crypto"],
  ["src/widget/app.tsx", "../ui/composer.tsx"],
  ["src/widget/app.tsx", "preact"],
  ["src/store/log.test.ts", "../desk/access.ts"],
  ["test/helpers/start-app.ts", "../../src/app.ts"],
] as const;

test.each(allowedPairs)("%s may import %s", (file, module) => {
  expect(mayImport(file, module)).toEqual({ allowed: true });
});

test("a route that speaks of Bun is found out", () => {
  expect(mayNameBun("src/http/routes/messages.ts").allowed).toBe(false);
});

test("an import is seen in whatever form it is written", async () => {
  const source = `
    import type { A } from "./type.ts";
    import { type B } from "./inline-type.ts";
    import { C } from "./value.ts";
    import * as D from './namespace.ts'; import "./effect.ts";
    export type { E } from "./re-exported-type.ts";
    export * from "./re-exported.ts";
    type F = import("./in-a-type.ts").F;
    const g = await import("./dynamic.ts");
    const no = 'import x from "./in-a-string.ts"'; // import "./in-a-comment.ts"
    const Bunny = { Bun: no.Bun };`;
  const project = { compilerOptions: { noLib: true, types: [] }, include: ["*.ts"] };
  const [parsed] = await parseProject(
    "/fixture",
    createVirtualFileSystem({ "/fixture/tsconfig.json": JSON.stringify(project), "/fixture/a.ts": source }),
  );
  expect(parsed?.imports.toSorted()).toEqual([
    "./dynamic.ts",
    "./effect.ts",
    "./in-a-type.ts",
    "./inline-type.ts",
    "./namespace.ts",
    "./re-exported-type.ts",
    "./re-exported.ts",
    "./type.ts",
    "./value.ts",
  ]);
  expect(parsed?.namesBun).toBe(false);
});

test("the global Bun is seen behind globalThis, a call and a type", async () => {
  const files = {
    "/fixture/tsconfig.json": JSON.stringify({
      compilerOptions: { noLib: true, types: [] },
      include: ["*.ts"],
    }),
    "/fixture/call.ts": "export const port = Bun.serve({}).port;",
    "/fixture/global.ts": "export const port = globalThis.Bun.serve({}).port;",
    "/fixture/type.ts": "export let server: Bun.Server<unknown>;",
    "/fixture/shorthand.ts": "export const host = { Bun };",
  };
  const parsed = await parseProject("/fixture", createVirtualFileSystem(files));
  expect(parsed.map(({ namesBun }) => namesBun)).toEqual([true, true, true, true]);
});

function complaint(what: string, verdict: Verdict): string[] {
  return verdict.allowed ? [] : [`${what}: ${verdict.why}`];
}
