import { dirname, join } from "node:path/posix";

/** Whether one file may name one module. */
export type Verdict = { allowed: true } | { allowed: false; why: string };

/**
 * Which rooms each room may look into. Everything absent is forbidden. Three arrows are missing on purpose: the desk
 * can't announce anything (desk ↛ realtime), the engine knows neither database nor chat (realtime ↛ store, desk),
 * and a route calls one verb of the desk (http ↛ store).
 */
const ROOMS: Record<string, readonly string[]> = {
  protocol: [],
  store: ["protocol"],
  desk: ["store", "protocol"],
  realtime: ["protocol"],
  http: ["desk", "realtime", "protocol"],
  followers: ["store", "protocol"],
  client: ["protocol"],
  "server-sdk": ["protocol"],
  ui: ["client", "protocol"],
  widget: ["ui", "client", "protocol"],
  dashboard: ["ui", "client", "protocol"],
  // A page of somebody else's, for trying the widget on: it gets the widget as any page does.
  demo: [],
  "config.ts": [],
  "app.ts": ["config.ts", "protocol", "store", "desk", "realtime", "http", "followers"],
  "main.ts": ["config.ts", "app.ts"],
  // Commands for the operator of the machine, beside a running server or without one.
  "cli.ts": ["config.ts", "protocol", "store", "desk"],
};

/** The rooms that run in a browser. */
const BROWSER = new Set(["client", "ui", "widget", "dashboard"]);

/** Of http, only what accepts sockets or speaks the channel API sees the engine. */
const HTTP_FILES_THAT_SEE_REALTIME = /^src\/http\/(upgrade|serve|channel-api\/[a-z-]+)\.ts$/;

/** The native layer is young, so one file holds it. */
const BUN_FILE = "src/http/serve.ts";

/** Packages that belong to one room, or to a few: what they do is that room's business. */
const PACKAGE_HOMES: readonly (readonly [packages: RegExp, rooms: readonly string[]])[] = [
  [/^(node:sqlite|kysely|pg)$/, ["store"]],
  [/^(hono|@hono\/.+)$/, ["http"]],
  [/^(preact|@preact\/.+)$/, ["ui", "widget", "dashboard"]],
];

/** Judges whether `file` (a path such as `src/desk/assign.ts`) may name `module`, as written in its import. */
export function mayImport(file: string, module: string): Verdict {
  const room = roomOf(file);
  if (room === undefined || isTest(file)) return ALLOWED;
  if (module.startsWith(".")) return mayEnter(file, room, join(dirname(file), module));
  return mayUse(file, room, module);
}

/** Judges whether `file` may speak of the global `Bun`. */
export function mayNameBun(file: string): Verdict {
  if (file === BUN_FILE || roomOf(file) === undefined || isTest(file)) return ALLOWED;
  return forbidden(`Bun is named in ${BUN_FILE}, the scripts and the tests alone`);
}

/** The room of a source file; undefined outside of src, where the arrows don't reach. */
export function roomOf(file: string): string | undefined {
  return /^src\/([^/]+)/.exec(file)?.[1];
}

const ALLOWED: Verdict = { allowed: true };

function forbidden(why: string): Verdict {
  return { allowed: false, why };
}

function isTest(file: string): boolean {
  return /\.test\.tsx?$/.test(file);
}

function mayEnter(file: string, room: string, target: string): Verdict {
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) return forbidden("nothing in src looks out of src");
  if (isTest(target)) return forbidden("a test is nobody's dependency");
  if (targetRoom === room) return ALLOWED;
  const doors = ROOMS[room];
  if (doors === undefined) return forbidden(`${room} is not a room of the house`);
  if (!doors.includes(targetRoom)) return forbidden(`${room} ↛ ${targetRoom}`);
  if (room === "http" && targetRoom === "realtime" && !HTTP_FILES_THAT_SEE_REALTIME.test(file))
    return forbidden("of http, only the upgrade and the channel API see the engine");
  return ALLOWED;
}

function mayUse(file: string, room: string, module: string): Verdict {
  if (module === "bun" || module.startsWith("bun:")) return mayNameBun(file);
  if (room === "protocol") return forbidden("the wire's room imports nothing");
  const home = PACKAGE_HOMES.find(([packages]) => packages.test(module));
  if (home !== undefined)
    return home[1].includes(room) ? ALLOWED : forbidden(`${module} is the business of ${home[1].join(", ")}`);
  if (room === "client") return forbidden("the browser SDK depends on nothing");
  // Of Node's modules every runtime that a backend may use has this one.
  if (room === "server-sdk" && module !== "node:crypto")
    return forbidden("the server SDK depends on node:crypto alone");
  if (BROWSER.has(room) && module.startsWith("node:")) return forbidden("there is no Node in a browser");
  return ALLOWED;
}
