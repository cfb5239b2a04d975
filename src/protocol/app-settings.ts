/** The dialects of the wire that a key may speak. */
export const DIALECTS = ["apinator", "pusher"] as const;
export type Dialect = (typeof DIALECTS)[number];

/** What an app's id may be: it is part of the channel API's paths. */
export const APP_ID = /^[A-Za-z0-9_-]{1,50}$/;
/** What a key may be: it is part of the socket's path and stands before a colon in signatures. */
export const APP_KEY = /^[A-Za-z0-9_-]{1,100}$/;

/** What the owner of an outside app decides about it. */
export interface AppSettings {
  /** False refuses connections with 4003 and the HTTP API with 403. */
  enabled: boolean;
  /** Whether clients may send events to each other. */
  clientEvents: boolean;
  /** How many client events one connection may send in a second. */
  clientEventsPerSecond: number;
  /** Whether channels tell their subscribers how many they are. */
  subscriptionCount: boolean;
  /** Whether a connection must sign in or join a private channel within 30 s. */
  requireUser: boolean;
  /** How many users one presence channel may hold. */
  presenceMembersMax: number;
  /** How many sockets the app may have open. */
  connectionsMax: number;
  /** How many events its backend may publish in a second, each channel counted; 0 for any number. */
  eventsPerSecond: number;
  /** How many bytes an event's data may have. */
  eventBytesMax: number;
  /** How many events a channel keeps for those who come back; 0 keeps none. */
  historyCount: number;
  /** How long it keeps them, in seconds. */
  historySeconds: number;
  /** Origins whose pages may connect; `*` for any. */
  allowedOrigins: string[];
}

export const DEFAULT_APP_SETTINGS: AppSettings = {
  enabled: true,
  clientEvents: true,
  clientEventsPerSecond: 10,
  subscriptionCount: false,
  requireUser: false,
  presenceMembersMax: 100,
  connectionsMax: 10_000,
  eventsPerSecond: 0,
  eventBytesMax: 10_240,
  historyCount: 0,
  historySeconds: 300,
  allowedOrigins: ["*"],
};

/** The least and the most that each number may be. */
export const APP_SETTING_BOUNDS = {
  clientEventsPerSecond: [1, 10_000],
  // Whoever joins is sent all of them in one frame, and more than 4 MB are never kept for anybody.
  presenceMembersMax: [1, 1_000],
  connectionsMax: [1, 10_000_000],
  eventsPerSecond: [0, 1_000_000],
  // A frame must hold it in either dialect: data is escaped once more inside a JSON string.
  eventBytesMax: [1, 32_768],
  // Past this a client loads its state anew faster than it catches up.
  historyCount: [0, 200],
  historySeconds: [1, 86_400],
} as const satisfies Partial<Record<keyof AppSettings, readonly [number, number]>>;
