import type { Agent } from "../protocol/resources.ts";

/** The lists of conversations: my open ones, what waits for my teams, my sleeping and my closed ones. */
export const LISTS = ["open", "queue", "snoozed", "closed"] as const;
export type ListName = (typeof LISTS)[number];

export const SETTINGS_PAGES = [
  "embed",
  "people",
  "teams",
  "apps",
  "webhooks",
  "statistics",
  "notifications",
  "profile",
] as const;
export type SettingsPage = (typeof SETTINGS_PAGES)[number];

const ADMIN_PAGES: readonly SettingsPage[] = ["teams", "apps", "webhooks"];

/** The settings that somebody is offered: keys and secrets are the admins' business. */
export function settingsPagesFor(role: Agent["role"] | undefined): readonly SettingsPage[] {
  return SETTINGS_PAGES.filter((page) => role === "admin" || !ADMIN_PAGES.includes(page));
}

/** Where in the dashboard somebody is; every place has an address of its own. */
export type Route =
  | { screen: "set-up" }
  | { screen: "invite" }
  | { screen: "sign-in"; returnTo: string }
  | { screen: "inbox"; list: ListName; conversationId: string | undefined }
  | { screen: "settings"; page: SettingsPage; itemId: string | undefined }
  | { screen: "unknown" };

const HOME = "/dashboard";

/** Reads an address (path and query, no fragment) as a place. */
export function parseRoute(address: string): Route {
  const [path = "", query = ""] = address.split("?", 2);
  const [first, ...rest] = path.split("/").filter(Boolean);
  if (first === "setup") return { screen: "set-up" };
  if (first === "invite") return { screen: "invite" };
  if (first === "sign-in")
    return { screen: "sign-in", returnTo: localAddress(new URLSearchParams(query).get("return")) };
  if (first !== "dashboard") return { screen: "unknown" };
  return parseDashboard(rest);
}

function parseDashboard([area, item, ...beyond]: string[]): Route {
  if (area === "settings") return parseSettings(item, ...beyond);
  if (beyond.length > 0) return { screen: "unknown" };
  if (area === undefined) return { screen: "inbox", list: "open", conversationId: undefined };
  if (area === "c" && item !== undefined) return { screen: "inbox", list: "open", conversationId: item };
  const list = LISTS.find((name) => name === area && name !== "open");
  return list === undefined ? { screen: "unknown" } : { screen: "inbox", list, conversationId: item };
}

function parseSettings(name: string = SETTINGS_PAGES[0], itemId?: string, ...beyond: string[]): Route {
  const page = SETTINGS_PAGES.find((each) => each === name);
  if (page === undefined || beyond.length > 0) return { screen: "unknown" };
  if (itemId !== undefined && page !== "apps" && page !== "teams") return { screen: "unknown" };
  return { screen: "settings", page, itemId };
}

/** The address of a list of conversations or, with an id, of one in it. */
export function inboxAddress(list: ListName, conversationId?: string): string {
  if (list === "open") return conversationId === undefined ? HOME : `${HOME}/c/${conversationId}`;
  return conversationId === undefined ? `${HOME}/${list}` : `${HOME}/${list}/${conversationId}`;
}

export function settingsAddress(page: SettingsPage): string {
  return `${HOME}/settings/${page}`;
}

/** The address of one outside app; its id is fit for a path as it is. */
export function appAddress(appId: string): string {
  return `${settingsAddress("apps")}/${appId}`;
}

/** The address of one team's settings. */
export function teamAddress(teamId: string): string {
  return `${settingsAddress("teams")}/${teamId}`;
}

/** The address of the sign-in page that leads back to `returnTo` afterwards. */
export function signInAddress(returnTo: string): string {
  return returnTo === HOME ? "/sign-in" : `/sign-in?return=${encodeURIComponent(returnTo)}`;
}

/** Whether an address is the sign-in page's. */
export function isSignInAddress(address: string): boolean {
  return /^\/sign-in(?:$|\?)/.test(address);
}

/** A link could name any address to return to; following one off the dashboard would be an open redirect. */
function localAddress(address: string | null): string {
  return address !== null && /^\/dashboard(?:$|[/?])/.test(address) ? address : HOME;
}
