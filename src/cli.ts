import { parseArgs } from "node:util";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { storeApp } from "./desk/apps.ts";
import { Refusal } from "./desk/refusal.ts";
import {
  APP_ID,
  APP_KEY,
  APP_SETTING_BOUNDS,
  type AppSettings,
  DEFAULT_APP_SETTINGS,
  DIALECTS,
} from "./protocol/app-settings.ts";
import type { OutsideApp } from "./protocol/resources.ts";
import { deleteApp, listApps } from "./store/apps.ts";
import { NewerDatabase } from "./store/migrate.ts";
import {
  DataDirectoryInUse,
  DataDirectoryUnusable,
  openStoreBeside,
  type Store,
} from "./store/open-store.ts";

const USAGE = `deskbell app create [--id ID] [--name NAME] [--key KEY] [--secret SECRET] [--dialect apinator|pusher]
                    [--data-dir DIR] [one flag a setting: ${settingFlags().join(" ")}]
deskbell app list   [--data-dir DIR]
deskbell app delete --id ID [--data-dir DIR]

A running server on the same data directory picks the change up within a second.`;

const MENDABLE = [ConfigError, DataDirectoryInUse, DataDirectoryUnusable, NewerDatabase, Refusal];

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (!MENDABLE.some((kind) => error instanceof kind)) throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function run(argv: readonly string[]): Promise<void> {
  const [noun, verb, ...flags] = argv;
  const command = `${noun} ${verb}`;
  if (command === "app create") return await withStore(flags, createApp);
  if (command === "app list") return await withStore(flags, printApps);
  if (command === "app delete") return await withStore(flags, removeApp);
  console.error(USAGE);
  process.exitCode = noun === undefined || noun === "help" || noun === "--help" ? 0 : 2;
}

type Flags = Readonly<Record<string, string | undefined>>;

async function withStore(argv: string[], work: (store: Store, flags: Flags) => Promise<void>): Promise<void> {
  const flags = readFlags(argv);
  const env = flags["data-dir"] === undefined ? process.env : { ...process.env, DATA_DIR: flags["data-dir"] };
  const { dataDir }: Config = readConfig([], env);
  const store = await openStoreBeside(dataDir);
  try {
    await work(store, flags);
  } finally {
    await store.close();
  }
}

async function createApp(store: Store, flags: Flags): Promise<void> {
  const dialect = DIALECTS.find((known) => known === (flags["dialect"] ?? "apinator"));
  if (!dialect) throw new ConfigError(`--dialect must be one of ${DIALECTS.join(", ")}`);
  const { id, name, key, secret } = flags;
  if (id !== undefined && !APP_ID.test(id)) throw new ConfigError("--id takes 1 to 50 of A-Z a-z 0-9 _ -");
  if (key !== undefined && !APP_KEY.test(key))
    throw new ConfigError("--key takes 1 to 100 of A-Z a-z 0-9 _ -");
  printApp(
    await storeApp(store, { id, name, key, secret, dialect, settings: readSettings(flags) }, Date.now()),
  );
}

async function printApps(store: Store): Promise<void> {
  for (const app of await listApps(store.db)) printApp(app);
}

async function removeApp(store: Store, { id }: Flags): Promise<void> {
  if (id === undefined) throw new ConfigError("--id says which app");
  await store.transact((tx) => deleteApp(tx, id));
}

function printApp({ id, name, keys }: OutsideApp): void {
  console.log(`app ${id}  ${name}`);
  for (const { key, secret, dialect } of keys)
    console.log(`  ${dialect.padEnd(9)} key ${key}  secret ${secret}`);
}

function readFlags(argv: string[]): Flags {
  const names = ["id", "name", "key", "secret", "dialect", "data-dir", ...settingNames().map(flagOf)];
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
    return parseArgs({ args: argv, options, strict: true }).values;
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}

/** Reads the flags that are settings. Throws `ConfigError` with all faults together. */
function readSettings(flags: Flags): Partial<AppSettings> {
  const faults: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const name of settingNames()) {
    const text = flags[flagOf(name)];
    if (text === undefined) continue;
    const value = readSetting(name, text);
    if (value === undefined) faults.push(`--${flagOf(name)} ${expectation(name)}`);
    settings[name] = value;
  }
  if (faults.length > 0) throw new ConfigError(faults.join("\n"));
  return settings;
}

function readSetting(name: keyof AppSettings, text: string): unknown {
  const fallback = DEFAULT_APP_SETTINGS[name];
  if (Array.isArray(fallback)) return text.split(",").map((one) => one.trim());
  if (typeof fallback === "boolean") return { 1: true, true: true, 0: false, false: false }[text];
  const [least, most] = APP_SETTING_BOUNDS[name as keyof typeof APP_SETTING_BOUNDS];
  const value = Number(text);
  return Number.isInteger(value) && value >= least && value <= most ? value : undefined;
}

function expectation(name: keyof AppSettings): string {
  if (typeof DEFAULT_APP_SETTINGS[name] === "boolean") return "must be 1 or 0";
  const [least, most] = APP_SETTING_BOUNDS[name as keyof typeof APP_SETTING_BOUNDS];
  return `must be a whole number from ${least} to ${most}`;
}

function settingNames(): (keyof AppSettings)[] {
  return Object.keys(DEFAULT_APP_SETTINGS) as (keyof AppSettings)[];
}

function settingFlags(): string[] {
  return settingNames().map((name) => `--${flagOf(name)}`);
}

/** `historyCount` is `--history-count`. */
function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
