import type { Peer } from "../../src/realtime/connection.ts";
import { Engine } from "../../src/realtime/engine.ts";
import type { Limits } from "../../src/realtime/limits.ts";
import { channelAuth } from "../../src/realtime/signature.ts";
import { type MemoryEntry, MemoryLog } from "./memory-log.ts";
import { MemoryWire } from "./memory-wire.ts";

export const KEY = "desk-key";
export const SECRET = "desk-secret";

/** An engine over a log in memory, with a clock that the test moves and an audience that the test decides. */
export function memoryEngine(limits: Partial<Limits> = {}) {
  const log = new MemoryLog();
  const faults: string[] = [];
  const edges: string[] = [];
  const clock = { time: 1_000, now: () => clock.time };
  const world = {
    allows: async (_channel: string, _userId: string | undefined): Promise<boolean> => true,
  };
  const engine = new Engine<MemoryEntry>({
    app: {
      key: KEY,
      secret: SECRET,
      log,
      audience: { allows: (channel, userId) => world.allows(channel, userId) },
      allowsOrigin: (origin) => origin !== "https://refused.example",
      attendance: {
        arrived: (channel, userId) => edges.push(`${userId} arrived on ${channel}`),
        left: (channel, userId, clean) =>
          edges.push(`${userId} ${clean ? "left" : "was lost from"} ${channel}`),
      },
    },
    clock,
    faults: { report: (what) => faults.push(what) },
    limits,
  });
  const connect = (query = "protocol=7&client=js&version=1.0.0", key = KEY) => {
    const wire = new MemoryWire();
    const peer = engine.accept(wire, { key, query: new URLSearchParams(query), origin: undefined });
    return new MemorySocket(wire, peer);
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
  return { engine, log, clock, faults, edges, world, connect, commit, pass };
}

/** Everything that was under way without a timer has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A client, by hand. */
export class MemorySocket {
  readonly wire: MemoryWire;
  readonly peer: Peer;
  readonly socketId: string;

  constructor(wire: MemoryWire, peer: Peer) {
    this.wire = wire;
    this.peer = peer;
    this.socketId = /"socket_id\\":\\"(\d+\.\d+)/.exec(wire.texts[0] ?? "")?.[1] ?? "";
  }

  send(event: string, rest: Record<string, unknown> = {}): void {
    this.peer.receive(JSON.stringify({ event, ...rest }));
  }

  /** Subscribes with a signature of the desk's, and waits until that is settled. */
  async subscribe(channel: string, userId?: string, since?: { epoch?: string; seq: number }): Promise<void> {
    this.startSubscribing(channel, userId, since);
    await settled();
  }

  startSubscribing(channel: string, userId?: string, since?: { epoch?: string; seq: number }): void {
    const channelData = userId === undefined ? undefined : JSON.stringify({ user_id: userId });
    const auth = channelAuth(KEY, SECRET, this.socketId, channel, channelData);
    const data = {
      channel,
      auth,
      ...(channelData && { channel_data: channelData }),
      ...(since && { since }),
    };
    this.send("realtime:subscribe", { data: JSON.stringify(data) });
  }

  signal(channel: string, event = "client-typing", data: unknown = "{}"): void {
    this.send(event, { channel, data });
  }
}
