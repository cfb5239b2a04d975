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
  maxConnections: number | undefined;
  awayAfterSeconds: number;
  metricsToken: string | undefined;
  smtpUrl: string | undefined;
  mailFrom: string | undefined;
  inboundAddress: string | undefined;
  inboundSecret: string | undefined;
  mailgunSigningKey: string | undefined;
  imapUrl: string | undefined;
  privatePushServices: boolean;
  privateWebhooks: boolean;
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
  /** Whether it holds a password: then no complaint repeats it. */
  readonly confidential?: boolean;
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
    fallback: undefined,
    sentence:
      "How many sockets may be open at once; without it 20,000, or what the limit of open files has room for.",
    parse: wholeNumber(1, 10_000_000),
  },
  awayAfterSeconds: {
    variable: "AWAY_AFTER_SECONDS",
    fallback: "5",
    sentence:
      "How long an agent who closed their last dashboard still counts as there: a page that is reloaded closes.",
    parse: wholeNumber(0, 3_600),
  },
  metricsToken: {
    variable: "METRICS_TOKEN",
    fallback: undefined,
    sentence: "What a scraper of /metrics sends as its bearer token; without it only this machine may ask.",
    parse: (text) => text,
  },
  smtpUrl: {
    variable: "SMTP_URL",
    fallback: undefined,
    sentence:
      "The server that mail is sent by, such as smtp://user:password@host:587; without it none is sent.",
    parse: serverUrl("smtp", "smtps"),
    confidential: true,
  },
  mailFrom: {
    variable: "MAIL_FROM",
    fallback: undefined,
    sentence: "Whom mail is from, such as Support <support@example.com>; needed for SMTP_URL.",
    parse: sender,
  },
  inboundAddress: {
    variable: "INBOUND_ADDRESS",
    fallback: undefined,
    sentence:
      "Where answers by e-mail go, such as reply@chat.example.com; reply+anything@ must arrive as well.",
    parse: inboundAddress,
  },
  inboundSecret: {
    variable: "INBOUND_SECRET",
    fallback: undefined,
    sentence:
      "What the mail provider sends to /inbound/email: as the password of Basic, or as a bearer token.",
    parse: secret,
    confidential: true,
  },
  mailgunSigningKey: {
    variable: "MAILGUN_SIGNING_KEY",
    fallback: undefined,
    sentence: "Mailgun's webhook signing key: what it signed needs no INBOUND_SECRET.",
    parse: (text) => text,
  },
  imapUrl: {
    variable: "IMAP_URL",
    fallback: undefined,
    sentence: "The mailbox that answers are fetched from, such as imaps://user:password@host:993/INBOX.",
    parse: serverUrl("imap", "imaps"),
    confidential: true,
  },
  privatePushServices: {
    variable: "PRIVATE_PUSH_SERVICES",
    fallback: "0",
    sentence: "1 pushes to browsers whose push service is at a private address, such as one of your own.",
    parse: truth,
  },
  privateWebhooks: {
    variable: "PRIVATE_WEBHOOKS",
    fallback: "1",
    sentence:
      "0 keeps webhooks from private addresses, such as this machine: for a desk whose admins don't run it.",
    parse: truth,
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
  faults.push(...missingCompanions(config));
  if (faults.length > 0) throw new ConfigError(faults.join("\n"));
  return config as unknown as Config;
}

/** Settings that mean nothing without another one. */
const COMPANIONS: readonly (readonly [setting: keyof Config, needed: keyof Config])[] = [
  ["smtpUrl", "mailFrom"],
  ["inboundSecret", "inboundAddress"],
  ["mailgunSigningKey", "inboundAddress"],
  ["imapUrl", "inboundAddress"],
];

function missingCompanions(config: Readonly<Record<string, unknown>>): string[] {
  return COMPANIONS.filter(
    ([setting, needed]) => config[setting] !== undefined && config[needed] === undefined,
  ).map(([setting, needed]) => `${SETTINGS[setting].variable} needs ${SETTINGS[needed].variable} beside it`);
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
    const said = setting.confidential ? "not right" : JSON.stringify(text);
    faults.push(`${setting.variable} is ${said}, but should be ${error.message}`);
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

/** An address with the server's credentials in it. */
function serverUrl(...schemes: readonly string[]): (text: string) => string {
  return (text) => {
    const scheme = URL.canParse(text) ? new URL(text).protocol.slice(0, -1) : "";
    if (!schemes.includes(scheme) || new URL(text).hostname === "")
      throw new BadValue(schemes.map((name) => `${name}://user:password@host`).join(" or "));
    return text;
  };
}

const ADDRESS = /^[^\s@<>"(),:;[\]\\]+@[^\s@<>"(),:;[\]\\]+$/;

function sender(text: string): string {
  const address = /<([^<>]*)>$/.exec(text)?.[1] ?? text;
  if (!ADDRESS.test(address) || /[\r\n]/.test(text))
    throw new BadValue("an address such as support@example.com or Support <support@example.com>");
  return text;
}

/** A plus and what proves an address must still fit before the @. */
const INBOUND_LOCAL_MAX = 24;

function inboundAddress(text: string): string {
  const local = text.slice(0, text.lastIndexOf("@"));
  if (!ADDRESS.test(text) || local.length > INBOUND_LOCAL_MAX || local.includes("+"))
    throw new BadValue(
      `an address such as reply@chat.example.com, with no + and at most ${INBOUND_LOCAL_MAX} characters before the @`,
    );
  return text.toLowerCase();
}

const SECRET_MIN = 16;

function secret(text: string): string {
  if (text.length < SECRET_MIN) throw new BadValue(`at least ${SECRET_MIN} characters that nobody guesses`);
  return text;
}

function origins(text: string): readonly string[] {
  const list = text.split(",").map((origin) => origin.trim());
  if (!list.every((origin) => origin === "*" || (URL.canParse(origin) && new URL(origin).origin === origin)))
    throw new BadValue("origins such as https://www.example.com, separated by commas, or *");
  return list;
}
