/** The settings of a running Deskbell: what each means stands in `SETTINGS`. */
export interface Config {
  port: number;
  host: string;
  dataDir: string;
  publicUrl: string | undefined;
  deskName: string;
  demo: boolean;
  allowedOrigins: readonly string[];
  trustProxy: boolean;
  messagesPerMinute: number;
  customersPerMinute: number;
  signInsPerMinute: number;
  maxConnections: number;
  metricsToken: string | undefined;
  logLevel: LogLevel;
}

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";
const LOG_LEVELS: readonly LogLevel[] = ["trace", "debug", "info", "warn", "error", "silent"];

/** One setting: an environment variable, and a flag of the same name (`PUBLIC_URL`, `--public-url`). */
interface Setting<T> {
  readonly variable: string;
  readonly fallback: string | undefined;
  readonly sentence: string;
  /** Throws `BadValue` with what is expected. */
  readonly parse: (text: string) => T;
}

class BadValue extends Error {}

/** Every setting, once: the documents are tested against this table. */
export const SETTINGS: { readonly [K in keyof Config]: Setting<Config[K]> } = {
  port: {
    variable: "PORT",
    fallback: "3000",
    sentence: "The TCP port to listen on; 0 picks a free one.",
    parse: wholeNumber(0, 65_535),
  },
  host: {
    variable: "HOST",
    fallback: "127.0.0.1",
    sentence: "The address to listen on; 0.0.0.0 for all.",
    parse: (text) => text,
  },
  dataDir: {
    variable: "DATA_DIR",
    fallback: "./data",
    sentence: "Where everything is kept: the database and its backups.",
    parse: (text) => text,
  },
  publicUrl: {
    variable: "PUBLIC_URL",
    fallback: undefined,
    sentence: "Where the desk is reached from outside; links and the embed snippet begin with it.",
    parse: httpUrl,
  },
  deskName: {
    variable: "DESK_NAME",
    fallback: "Support",
    sentence: "What the desk calls itself to customers.",
    parse: (text) => text,
  },
  demo: {
    variable: "DEMO",
    fallback: "0",
    sentence: "1 adds people and conversations to look round with, and prints a sign-in.",
    parse: truth,
  },
  allowedOrigins: {
    variable: "ALLOWED_ORIGINS",
    fallback: "*",
    sentence: "Origins whose pages may hold the widget, separated by commas; * for any.",
    parse: origins,
  },
  trustProxy: {
    variable: "TRUST_PROXY",
    fallback: "0",
    sentence: "1 believes X-Forwarded-For; only behind a proxy that sets it.",
    parse: truth,
  },
  messagesPerMinute: {
    variable: "MESSAGES_PER_MINUTE",
    fallback: "120",
    sentence: "How many messages one person may send.",
    parse: wholeNumber(1, 1_000_000_000),
  },
  customersPerMinute: {
    variable: "CUSTOMERS_PER_MINUTE",
    fallback: "60",
    sentence: "How many new customers one address may bring.",
    parse: wholeNumber(1, 1_000_000_000),
  },
  signInsPerMinute: {
    variable: "SIGN_INS_PER_MINUTE",
    fallback: "20",
    sentence: "How many sign-ins, set-ups and accepted invitations one address may try.",
    parse: wholeNumber(1, 1_000_000_000),
  },
  maxConnections: {
    variable: "MAX_CONNECTIONS",
    fallback: "20000",
    sentence: "How many sockets may be open at once.",
    parse: wholeNumber(1, 10_000_000),
  },
  metricsToken: {
    variable: "METRICS_TOKEN",
    fallback: undefined,
    sentence: "What a scraper of /metrics sends as its bearer token; without it only this machine may ask.",
    parse: (text) => text,
  },
  logLevel: {
    variable: "LOG_LEVEL",
    fallback: "info",
    sentence: `How much is logged: ${LOG_LEVELS.join(", ")}.`,
    parse: (text) => {
      const level = LOG_LEVELS.find((known) => known === text);
      if (!level) throw new BadValue(`one of ${LOG_LEVELS.join(", ")}`);
      return level;
    },
  },
};

/** Some settings are wrong. `message` names every fault, a line each. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/**
 * Reads the settings from flags (`--port 3000`, `--port=3000`, `--demo`) and the environment; a flag wins. Throws
 * `ConfigError` with all faults together.
 */
export function readConfig(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Config {
  const faults: string[] = [];
  const flags = readFlags(argv, faults);
  const config = Object.fromEntries(
    Object.entries(SETTINGS).map(([name, setting]) => {
      const text = flags.get(setting.variable) ?? nonEmpty(env[setting.variable]) ?? setting.fallback;
      return [name, text === undefined ? undefined : parse(setting, text, faults)] as const;
    }),
  );
  if (faults.length > 0) throw new ConfigError(faults.join("\n"));
  return config as unknown as Config;
}

function readFlags(argv: readonly string[], faults: string[]): Map<string, string> {
  const known = new Map(Object.values(SETTINGS).map((setting) => [setting.variable, setting]));
  const flags = new Map<string, string>();
  for (let at = 0; at < argv.length; at++) {
    const [flag = "", inline] = (argv[at] ?? "").split(/=(.*)/s, 2);
    const variable = flag.replace(/^--/, "").replaceAll("-", "_").toUpperCase();
    const setting = known.get(variable);
    if (!flag.startsWith("--") || !setting) {
      faults.push(`${flag}: there is no such flag`);
    } else if (inline !== undefined) {
      flags.set(variable, inline);
    } else if (setting.parse === truth) {
      flags.set(variable, "1");
    } else if (argv[at + 1] === undefined) {
      faults.push(`${flag} needs a value`);
    } else {
      flags.set(variable, argv[++at] ?? "");
    }
  }
  return flags;
}

function parse(setting: Setting<unknown>, text: string, faults: string[]): unknown {
  try {
    return setting.parse(text);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    faults.push(`${setting.variable} is ${JSON.stringify(text)}, but should be ${error.message}`);
    return undefined;
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new BadValue(`a whole number from ${least} to ${most}`);
    return value;
  };
}

function truth(text: string): boolean {
  if (text === "1" || text === "true") return true;
  if (text === "0" || text === "false") return false;
  throw new BadValue("1 or 0");
}

function httpUrl(text: string): string {
  if (!/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : ""))
    throw new BadValue("an address such as https://chat.example.com");
  return text.replace(/\/+$/, "");
}

function origins(text: string): readonly string[] {
  const list = text.split(",").map((origin) => origin.trim());
  if (!list.every((origin) => origin === "*" || (URL.canParse(origin) && new URL(origin).origin === origin)))
    throw new BadValue("origins such as https://www.example.com, separated by commas, or *");
  return list;
}
