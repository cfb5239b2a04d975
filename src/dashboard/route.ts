import type { ConversationStatus } from "../protocol/resources.ts";

export const SETTINGS_PAGES = ["embed", "team", "statistics", "profile"] as const;
export type SettingsPage = (typeof SETTINGS_PAGES)[number];

/** Where in the dashboard somebody is; every place has an address of its own. */
export type Route =
  | { screen: "set-up" }
  | { screen: "invite" }
  | { screen: "sign-in"; returnTo: string }
  | { screen: "inbox"; status: ConversationStatus; conversationId: string | undefined }
  | { screen: "settings"; page: SettingsPage }
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
  if (beyond.length > 0) return { screen: "unknown" };
  if (area === undefined) return { screen: "inbox", status: "open", conversationId: undefined };
  if (area === "c" && item !== undefined) return { screen: "inbox", status: "open", conversationId: item };
  if (area === "closed") return { screen: "inbox", status: "closed", conversationId: item };
  const page = SETTINGS_PAGES.find((name) => name === (item ?? SETTINGS_PAGES[0]));
  if (area === "settings" && page !== undefined) return { screen: "settings", page };
  return { screen: "unknown" };
}

/** The address of a list of conversations or, with an id, of one in it. */
export function inboxAddress(status: ConversationStatus, conversationId?: string): string {
  if (status === "closed")
    return conversationId === undefined ? `${HOME}/closed` : `${HOME}/closed/${conversationId}`;
  return conversationId === undefined ? HOME : `${HOME}/c/${conversationId}`;
}

export function settingsAddress(page: SettingsPage): string {
  return `${HOME}/settings/${page}`;
}

/** The address of the sign-in page that leads back to `returnTo` afterwards. */
export function signInAddress(returnTo: string): string {
  return returnTo === HOME ? "/sign-in" : `/sign-in?return=${encodeURIComponent(returnTo)}`;
}

/** A link could name any address to return to; following one off the dashboard would be an open redirect. */
function localAddress(address: string | null): string {
  return address !== null && /^\/dashboard(?:$|[/?])/.test(address) ? address : HOME;
}
