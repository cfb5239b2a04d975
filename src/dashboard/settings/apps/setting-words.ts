import type { APP_SETTING_BOUNDS, AppSettings } from "../../../protocol/app-settings.ts";

export type NumberSetting = keyof typeof APP_SETTING_BOUNDS;
export type SwitchSetting = Exclude<keyof AppSettings, NumberSetting | "allowedOrigins">;

/** What a setting is called, and what it does in a sentence. */
export interface SettingWords {
  label: string;
  sentence: string;
}

export const SETTING_WORDS: Record<keyof AppSettings, SettingWords> = {
  enabled: {
    label: "App is on",
    sentence: "Off refuses connections and requests; keys and settings stay.",
  },
  requireUser: {
    label: "Require a user",
    sentence: "A connection must sign in or join a private channel within 30 seconds, or it is closed.",
  },
  connectionsMax: {
    label: "Connections",
    sentence: "How many sockets the app may have open at once.",
  },
  allowedOrigins: {
    label: "Allowed origins",
    sentence:
      "Whose pages may connect, one origin to a line, such as https://shop.example. A single * allows any.",
  },
  clientEvents: {
    label: "Client events",
    sentence: "Clients may send events to each other on private and presence channels.",
  },
  clientEventsPerSecond: {
    label: "Client events a second",
    sentence: "How many of them one connection may send; those beyond are refused.",
  },
  eventsPerSecond: {
    label: "Events a second",
    sentence: "How many the backend may publish, each channel counted; 0 for any number.",
  },
  eventBytesMax: {
    label: "Size of an event",
    sentence: "How many bytes the data of one event may have.",
  },
  subscriptionCount: {
    label: "Count subscriptions",
    sentence: "Channels tell their subscribers how many they are.",
  },
  presenceMembersMax: {
    label: "Members of a presence channel",
    sentence: "How many users one presence channel may hold.",
  },
  historyCount: {
    label: "Events kept",
    sentence: "How many events a channel keeps for clients that come back after a cut; 0 keeps none.",
  },
  historySeconds: {
    label: "Kept for",
    sentence: "For how many seconds a channel keeps them.",
  },
};

export const SETTING_GROUPS: readonly { title: string; settings: readonly (keyof AppSettings)[] }[] = [
  { title: "Connections", settings: ["enabled", "requireUser", "connectionsMax", "allowedOrigins"] },
  {
    title: "Events",
    settings: ["clientEvents", "clientEventsPerSecond", "eventsPerSecond", "eventBytesMax"],
  },
  { title: "Channels", settings: ["subscriptionCount", "presenceMembersMax"] },
  { title: "Recovery", settings: ["historyCount", "historySeconds"] },
];
