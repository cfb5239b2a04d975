import { APP_SETTING_BOUNDS, type AppSettings } from "../../../protocol/app-settings.ts";
import { type OutsideApp, PERSON_NAME_MAX } from "../../../protocol/resources.ts";
import type { NumberSetting, SwitchSetting } from "./setting-words.ts";

/** An app's name and settings as they stand in the form: what is typed is text until it is judged. */
export interface AppDraft {
  name: string;
  switches: Record<SwitchSetting, boolean>;
  numbers: Record<NumberSetting, string>;
  /** One to a line. */
  allowedOrigins: string;
}

export interface AppChange {
  name?: string;
  settings?: Partial<AppSettings>;
}

/** What is wrong with a draft, by the paths that the server names too. */
export type DraftFaults = { path: string; message: string }[];

const NUMBERS = Object.keys(APP_SETTING_BOUNDS) as NumberSetting[];

export function draftOf({ name, settings }: Pick<OutsideApp, "name" | "settings">): AppDraft {
  const { enabled, clientEvents, subscriptionCount, requireUser } = settings;
  return {
    name,
    switches: { enabled, clientEvents, subscriptionCount, requireUser },
    numbers: Object.fromEntries(NUMBERS.map((setting) => [setting, String(settings[setting])])) as Record<
      NumberSetting,
      string
    >,
    allowedOrigins: settings.allowedOrigins.join("\n"),
  };
}

/** Judges a draft before the server does, so that each fault is told in words of the form. */
export function draftFaults(draft: AppDraft): DraftFaults {
  const faults: DraftFaults = [];
  if (draft.name.trim() === "") faults.push({ path: "name", message: "Give the app a name." });
  if (draft.name.trim().length > PERSON_NAME_MAX)
    faults.push({ path: "name", message: `At most ${PERSON_NAME_MAX} characters.` });
  for (const setting of NUMBERS)
    if (!isWithin(setting, draft.numbers[setting]))
      faults.push({ path: `settings.${setting}`, message: `A whole number from ${boundsOf(setting)}.` });
  const message = originsFault(originsOf(draft));
  if (message !== undefined) faults.push({ path: "settings.allowedOrigins", message });
  return faults;
}

/** What a faultless draft changes about the app; what somebody else changed meanwhile stays theirs. */
export function draftChange(draft: AppDraft, app: Pick<OutsideApp, "name" | "settings">): AppChange {
  const now: AppSettings = {
    ...draft.switches,
    ...(Object.fromEntries(NUMBERS.map((setting) => [setting, Number(draft.numbers[setting])])) as Record<
      NumberSetting,
      number
    >),
    allowedOrigins: originsOf(draft),
  };
  const names = Object.keys(now) as (keyof AppSettings)[];
  const changed = names.filter((name) => String(now[name]) !== String(app.settings[name]));
  const change: AppChange = {};
  if (draft.name.trim() !== app.name) change.name = draft.name.trim();
  if (changed.length > 0) change.settings = Object.fromEntries(changed.map((name) => [name, now[name]]));
  return change;
}

/** The least and the most that a number may be, such as `1 to 10,000`. */
export function boundsOf(setting: NumberSetting): string {
  const [least, most] = APP_SETTING_BOUNDS[setting];
  return `${least.toLocaleString()} to ${most.toLocaleString()}`;
}

function isWithin(setting: NumberSetting, text: string): boolean {
  const [least, most] = APP_SETTING_BOUNDS[setting];
  return /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}

function originsOf({ allowedOrigins }: AppDraft): string[] {
  return allowedOrigins.split(/\s+/).filter(Boolean);
}

/** An origin with a path or a slash at its end would be kept and never match. */
function originsFault(origins: readonly string[]): string | undefined {
  if (origins.length === 0) return "Name an origin, or * for any.";
  const wrong = origins.find((text) => text !== "*" && !isOrigin(text));
  return wrong && `“${wrong}” is no origin: scheme and host without a path, such as https://shop.example.`;
}

function isOrigin(text: string): boolean {
  // Of an app that is not a web page, such as capacitor://localhost, the parser knows no origin.
  return URL.canParse(text) && /^[a-z][a-z\d+.-]*:\/\/[^/?#@\s]+$/.test(text);
}
