import { type AppSettings, DEFAULT_APP_SETTINGS } from "../../src/protocol/app-settings.ts";
import { Engine } from "../../src/realtime/engine.ts";
import { readQuery } from "../../src/realtime/handshake.ts";
import type { Edge, HostedApp } from "../../src/realtime/hosted-app.ts";
import type { Limits } from "../../src/realtime/limits.ts";
import type { Peer } from "../../src/realtime/peer.ts";
import type { Answer, Judge } from "../../src/realtime/ports.ts";
import { signInText } from "../../src/realtime/sign-in.ts";
import { channelAuth, sign } from "../../src/realtime/signature.ts";
import { type MemoryEntry, MemoryLog } from "./memory-log.ts";
import { MemoryWire } from "./memory-wire.ts";

export const KEY = "desk-key";
export const SECRET = "desk-secret";

/** An outside app with a key of each dialect. */
export const HOSTED: HostedApp = {
  id: "10000",
  keys: [
    { key: "pusher-key", secret: "pusher-secret", dialect: "pusher" },
    { key: "apinator-key", secret: "apinator-secret", dialect: "apinator" },
  ],
  settings: DEFAULT_APP_SETTINGS,
};

/**
 * An engine over a log in memory, with a clock that the test moves and an audience that the test decides. Turns of the
 * event loop end at once, unless the test wants them `later`: what is published is there at the next line.
 */
export function memoryEngine(limits: Partial<Limits> = {}, later = (run: () => void) => run()) {
  const log = new MemoryLog();
  const faults: string[] = [];
  const edges: string[] = [];
  const told: Edge[] = [];
  const metered: string[] = [];
  const clock = { time: 1_000, now: () => clock.time, date: () => 1_800_000_000_000 + clock.time };
  const world = {
    allows: async (_channel: string, _userId: string | undefined): Promise<boolean> => true,
    judgeOf:
      (channel: string): Answer<Judge> =>
      (userId) =>
        world.allows(channel, userId),
  };
  const engine = new Engine<MemoryEntry>({
    app: {
      key: KEY,
      secret: SECRET,
      log,
      audience: { judgeOf: (channel) => world.judgeOf(channel) },
      allowsOrigin: (origin) => origin !== "https://refused.example",
      attendance: {
        concerns: (channel) => !channel.endsWith("-unattended"),
        arrived: (channel, userId) => edges.push(`${userId} arrived on ${channel}`),
        left: (channel, userId, clean) =>
          edges.push(`${userId} ${clean ? "left" : "was lost from"} ${channel}`),
      },
    },
    clock,
    faults: { report: (what) => faults.push(what) },
    hmac: (secret) => (text) => sign(secret, text),
    edges: { told: (edge) => told.push(edge) },
    meter: {
      delivered: (sockets, ms) => metered.push(`${sockets} sockets after ${ms} ms`),
      recovery: (whole) => metered.push(whole ? "recovered" : "not recovered"),
      dropped: (reason) => metered.push(reason),
    },
    limits,
    later,
  });
  const connect = (query = "protocol=7&client=js&version=1.0.0", key = KEY, origin?: string) => {
    const wire = new MemoryWire();
    const peer = engine.accept(wire, { key, query: readQuery(new URLSearchParams(query)), origin });
    const outside = HOSTED.keys.find((one) => one.key === key);
    const prefix = outside?.dialect === "pusher" ? "pusher:" : "realtime:";
    return new MemorySocket(wire, peer, { key, secret: outside?.secret ?? SECRET, prefix });
  };
  /** Commits and wakes, as the store does. */
  const commit = (channel: string, changesAudience = false) => {
    const entry = log.commit(channel, changesAudience);
    engine.wake([channel]);
    return entry;
  };
  /** Lets time pass, with a sweep each second. */
  const pass = async (seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      clock.time += 1_000;
      engine.sweep();
      await settled();
    }
  };
  return { engine, log, clock, faults, edges, told, metered, world, connect, commit, pass };
}

/** Everything that was under way without a timer has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

interface Credentials {
  readonly key: string;
  readonly secret: string;
  /** Of the names of system events. */
  readonly prefix: string;
}

/** A client, by hand. */
export class MemorySocket {
  readonly wire: MemoryWire;
  readonly peer: Peer;
  readonly socketId: string;
  readonly #credentials: Credentials;

  constructor(wire: MemoryWire, peer: Peer, credentials: Credentials) {
    this.wire = wire;
    this.peer = peer;
    this.socketId = /"socket_id\\":\\"(\d+\.\d+)/.exec(wire.texts[0] ?? "")?.[1] ?? "";
    this.#credentials = credentials;
  }

  send(event: string, rest: Record<string, unknown> = {}): void {
    this.peer.receive(JSON.stringify({ event, ...rest }));
  }

  /** Subscribes with a signature of the app's, as this user, and waits until that is settled. */
  async subscribe(channel: string, userId?: string, since?: { epoch?: string; seq: number }): Promise<void> {
    this.startSubscribing(channel, userId, since);
    await settled();
  }

  startSubscribing(channel: string, userId?: string, since?: { epoch?: string; seq: number }): void {
    const channelData = userId === undefined ? undefined : JSON.stringify({ user_id: userId });
    this.subscribeWith(channel, channelData, since && { since });
  }

  /** Subscribes with a signature over these channel data. */
  subscribeWith(channel: string, channelData: string | undefined, rest: object = {}): void {
    const { key, secret, prefix } = this.#credentials;
    const auth = channelAuth(key, secret, this.socketId, channel, channelData);
    const data = { channel, auth, ...(channelData !== undefined && { channel_data: channelData }), ...rest };
    this.send(`${prefix}subscribe`, { data: prefix === "pusher:" ? data : JSON.stringify(data) });
  }

  unsubscribe(channel: string): void {
    this.send(`${this.#credentials.prefix}unsubscribe`, { data: { channel } });
  }

  /** Signs in with a signature over these user data. */
  signIn(userData: object): void {
    this.peer.receive(this.signInFrame(userData));
  }

  /** The frame of a sign-in, signed for this socket. */
  signInFrame(userData: object): string {
    const { key, secret, prefix } = this.#credentials;
    const text = JSON.stringify(userData);
    const auth = `${key}:${sign(secret, signInText(this.socketId, text))}`;
    return JSON.stringify({ event: `${prefix}signin`, data: { auth, user_data: text } });
  }

  signal(channel: string, event = "client-typing", data: unknown = "{}"): void {
    this.send(event, { channel, data });
  }
}

/** The same with an outside app as well, whose settings the test decides. */
export function hostingEngine(settings: Partial<AppSettings> = {}) {
  const world = memoryEngine();
  const put = (changed: Partial<AppSettings>, keys = HOSTED.keys) =>
    world.engine.putApp({ ...HOSTED, keys, settings: { ...DEFAULT_APP_SETTINGS, ...changed } });
  put(settings);
  const channels = world.engine.hosted(HOSTED.id);
  if (!channels) throw new Error("The app is not hosted");
  const query = "protocol=7&client=js&version=8.6.0&flash=false";
  return {
    ...world,
    channels,
    put,
    pusher: (origin?: string) => world.connect(query, "pusher-key", origin),
    apinator: (client = "js") => world.connect(`protocol=7&client=${client}&version=1.0.0`, "apinator-key"),
    publish: (channel: string, event = "news", data = '{"n":1}', exceptSocketId?: string) =>
      channels.publish([{ channel, event, data, exceptSocketId }]),
    /** Edges in short: `member_added presence-a ada`. */
    edgesTold: () =>
      world.told.map((edge) =>
        [edge.kind, edge.channel, "userId" in edge ? edge.userId : "count" in edge ? edge.count : undefined]
          .filter((word) => word !== undefined)
          .join(" "),
      ),
  };
}
