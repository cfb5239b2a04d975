import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";

/**
 * The path of a Chromium that starts on this machine, or undefined. Looks at CHROMIUM_PATH, what the system has and
 * Playwright's own cache; as root, with `mayInstall`, apt is asked. At last the one that comes with the development packages is
 * unpacked, a shell that has no notifications.
 */
export async function findChromium({ mayInstall = false } = {}): Promise<string | undefined> {
  const asked = process.env["CHROMIUM_PATH"];
  if (asked) return starts(asked) ? asked : undefined;
  return (
    onThisSystem() ??
    [chromium.executablePath()].find((path) => existsSync(path) && starts(path)) ??
    (mayInstall && installed() ? onThisSystem() : undefined) ??
    (await unpacked())
  );
}

/**
 * Starts a headless Chromium. Close it, or hold it with `await using`. Throws when there is none, or none that is whole
 * though it must be `whole`.
 */
export async function launchChromium({ whole = false } = {}): Promise<Browser> {
  const executablePath = await findChromium();
  if (executablePath === undefined) throw new Error(NO_CHROMIUM);
  if (whole && dirname(executablePath) === UNPACKED) throw new Error(NO_WHOLE_CHROMIUM);
  return chromium.launch({ executablePath, args: FLAGS, env: environmentFor(executablePath) });
}

/** What to say when there is none. */
export const NO_CHROMIUM =
  "No Chromium starts on this machine, and the browser tests need one: install it (such as `apt-get install chromium`) or name it in CHROMIUM_PATH.";

const NO_WHOLE_CHROMIUM =
  "The Chromium that the development packages bring has no notifications, and this test needs one that has: install it (such as `apt-get install chromium`) or name it in CHROMIUM_PATH.";

/**
 * Of this switch only the last one counts, which replaces Playwright's: so these are Playwright's features, and two of
 * the address bar's, which nobody sees and which take half of what a page costs.
 */
const FEATURES_OFF = [
  "AimEnabled",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxPopup",
];

/** QUIC off: a browser that tries UDP first makes the first request of a test wait. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--disable-features=${FEATURES_OFF.join(",")}`,
];

const SYSTEM_NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

function onThisSystem(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(":");
  const paths = SYSTEM_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...paths, MAC_CHROME].find((path) => existsSync(path) && starts(path));
}

const UNPACKED = fileURLToPath(new URL("../../.cache/chromium", import.meta.url));
const FONTS = join(UNPACKED, "fonts.conf");

/** The one that is unpacked names folders that only a serverless platform has. */
const FONTS_CONFIGURATION = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(UNPACKED, "fonts")}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(UNPACKED, "fonts-cache")}</cachedir>
</fontconfig>
`;

/**
 * Unpacks the Chromium of @sparticuz/chromium into this checkout's own cache: by default it would run whatever
 * stands at /tmp/chromium, which anybody on the machine may have put there. Linux on x64 only; elsewhere undefined.
 */
async function unpacked(): Promise<string | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;
  const binary = join(UNPACKED, "chromium");
  if (!existsSync(binary) || !starts(binary)) {
    mkdirSync(UNPACKED, { recursive: true });
    const script = `import("@sparticuz/chromium").then(({ default: c }) => c.executablePath())`;
    // The name of a serverless runtime makes it unpack the system libraries too that a bare machine lacks.
    const env = { ...process.env, TMPDIR: UNPACKED, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" };
    spawnSync("node", ["--input-type=module", "-e", script], {
      env,
      stdio: "inherit",
      cwd: import.meta.dirname,
    });
    writeFileSync(FONTS, FONTS_CONFIGURATION);
  }
  return existsSync(binary) && starts(binary) ? binary : undefined;
}

function installed(): boolean {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  const apt = (...args: string[]) =>
    spawnSync("apt-get", ["-qq", ...args], { stdio: "inherit" }).status === 0;
  return apt("update") && apt("install", "-y", "--no-install-recommends", "chromium");
}

function starts(path: string): boolean {
  return spawnSync(path, ["--version"], { env: environmentFor(path) }).status === 0;
}

/** An unpacked Chromium finds its libraries and fonts beside itself. */
function environmentFor(path: string): Record<string, string> {
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const env = Object.fromEntries(own);
  if (dirname(path) !== UNPACKED) return env;
  return {
    ...env,
    LD_LIBRARY_PATH: join(UNPACKED, "al2023", "lib"),
    FONTCONFIG_FILE: FONTS,
  };
}
