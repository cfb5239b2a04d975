import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { type Application, startApplication } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { ManualClock } from "./manual-clock.ts";
import { TemporaryDirectory } from "./temporary-directory.ts";

/** A running Deskbell, as the tests see one. Hold it with `await using`. */
export interface App extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Where it keeps everything; removed in the end unless the test named it. */
  readonly dataDir: string;
  /** The one-time link for the first admin; undefined when somebody can sign in already. */
  readonly setupUrl: string | undefined;
  /** Something to end before the program does, such as a socket: a program with open sockets takes its time. */
  beforeStop(resource: AsyncDisposable): void;
}

/** The program inside the test's own process. */
export interface InProcessApp extends App {
  readonly application: Application;
}

/** The program as a process of its own, which can be killed. */
export interface ProcessApp extends App {
  readonly pid: number;
  /** `kill -9`: settles when the process is gone. */
  kill(): Promise<void>;
  /** Asks it to stop, as an operator does (SIGTERM), and returns its exit code. */
  stop(): Promise<number>;
}

export interface AppOptions {
  /** Kept when the app ends; a fresh one, removed at the end, when it is not given. */
  dataDir?: string;
  /** Settings, by the names of their environment variables. */
  env?: Readonly<Record<string, string>>;
}

export interface InProcessOptions extends AppOptions {
  /** Moves the desk's time by hand. */
  clock?: ManualClock;
  /** That of a push service which the test runs. */
  pushCertificate?: string;
  /** Gets every line of the log, on all its levels. */
  logged?: string[];
}

export interface ProcessOptions extends AppOptions {
  /** Another entry than `src/main.ts`, for a program that fails at a chosen place. */
  entry?: string;
  /** How many files it may have open, sockets included. */
  openFiles?: number;
}

/** Settings of every app under test: a free port, and no limit that a test of something else could run into. */
const TEST_ENV: Readonly<Record<string, string>> = {
  PORT: "0",
  HOST: "127.0.0.1",
  LOG_LEVEL: "silent",
  MESSAGES_PER_MINUTE: "1000000",
  CUSTOMERS_PER_MINUTE: "1000000",
  SIGN_INS_PER_MINUTE: "1000000",
  AWAY_AFTER_SECONDS: "0",
};

/** Starts the program in this process. */
export async function startApp(options: InProcessOptions = {}): Promise<InProcessApp> {
  const place = placeFor(options);
  const config = readConfig([], { ...TEST_ENV, DATA_DIR: place.dataDir, ...options.env });
  const { logged } = options;
  const log = logged
    ? pino({ level: "trace" }, { write: (line) => void logged.push(line) })
    : pino({ level: config.logLevel });
  const application = await startApplication(config, log, {
    ...(options.clock ? { clock: options.clock } : {}),
    pushCertificate: options.pushCertificate,
  });
  const { url, setupUrl } = application;
  const open: AsyncDisposable[] = [];
  return {
    url,
    setupUrl,
    dataDir: place.dataDir,
    application,
    beforeStop: (resource) => void open.push(resource),
    async [Symbol.asyncDispose]() {
      await Promise.all(open.map((resource) => resource[Symbol.asyncDispose]()));
      while (application.engine.stats().connections > 0) await new Promise((resume) => setImmediate(resume));
      await application.stop();
      place.leave();
    },
  };
}

/** Starts the program as `npm start` does, and reads its address from what it prints. */
export async function startProcess(options: ProcessOptions = {}): Promise<ProcessApp> {
  const place = placeFor(options);
  const command = [process.execPath, options.entry ?? MAIN];
  const limited = ["sh", "-c", `ulimit -n ${options.openFiles} && exec "$@"`, "sh", ...command];
  const child = Bun.spawn(options.openFiles === undefined ? command : limited, {
    env: { PATH: process.env["PATH"] ?? "", ...TEST_ENV, DATA_DIR: place.dataDir, ...options.env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const complaints = new Response(child.stderr).text();
  const { url, setupUrl } = await readGreeting(child.stdout, complaints);
  const open: AsyncDisposable[] = [];
  const kill = async () => {
    child.kill("SIGKILL");
    await child.exited;
  };
  return {
    url,
    setupUrl,
    dataDir: place.dataDir,
    pid: child.pid,
    kill,
    stop() {
      child.kill("SIGTERM");
      return child.exited;
    },
    beforeStop: (resource) => void open.push(resource),
    async [Symbol.asyncDispose]() {
      await Promise.all(open.map((resource) => resource[Symbol.asyncDispose]()));
      await kill();
      place.leave();
    },
  };
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MAIN = `${ROOT}src/main.ts`;

function placeFor({ dataDir }: AppOptions): { dataDir: string; leave: () => void } {
  // `npm test` has built already; this is for a test file that is run by itself.
  if (!existsSync(`${ROOT}dist/sizes.json`)) spawnSync(process.execPath, [`${ROOT}scripts/build.ts`]);
  if (dataDir !== undefined) return { dataDir, leave: () => undefined };
  const fresh = new TemporaryDirectory();
  return { dataDir: fresh.path, leave: () => fresh[Symbol.dispose]() };
}

/** The greeting names the demo page always, and the set-up link while there is nobody. */
async function readGreeting(
  stdout: ReadableStream<Uint8Array>,
  complaints: Promise<string>,
): Promise<{ url: string; setupUrl: string | undefined }> {
  const decoder = new TextDecoder();
  let printed = "";
  for await (const chunk of stdout) {
    printed += decoder.decode(chunk, { stream: true });
    const url = /(http:\S+)\/demo\s/.exec(printed)?.[1];
    const setupUrl = /http:\S+\/setup#\S+/.exec(printed)?.[0];
    if (url !== undefined && (setupUrl !== undefined || printed.includes("/dashboard")))
      return { url, setupUrl };
  }
  throw new Error(`The program ended before it was open: ${printed}${await complaints}`);
}
