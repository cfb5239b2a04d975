import type { ChannelLog, Entry, LogRead } from "../../src/realtime/ports.ts";

/** An entry that only a `MemoryLog` can make. */
export class MemoryEntry implements Entry {
  readonly #fromLog = true;
  readonly channel: string;
  readonly seq: number;
  readonly event: string;
  readonly data: string;
  readonly changesAudience: boolean;

  constructor(channel: string, seq: number, changesAudience: boolean, text = `number ${seq}`) {
    this.channel = channel;
    this.seq = seq;
    this.event = "message:new";
    this.data = JSON.stringify({ text, seq });
    this.changesAudience = changesAudience;
  }

  static is(value: unknown): value is MemoryEntry {
    return typeof value === "object" && value !== null && #fromLog in value && value.#fromLog;
  }
}

/** A log in memory that numbers by the rule: 1, 2, 3 … in each channel. */
export class MemoryLog implements ChannelLog<MemoryEntry> {
  epoch = "first";
  /** Awaited by each read, before (`"asked"`) and after (`"answered"`) the moment at which it looks. */
  latency: (when: "asked" | "answered") => Promise<void> = async () => {};
  /** What becomes of an answer on its way: a log that lies. */
  distort: (read: LogRead<MemoryEntry>) => LogRead<MemoryEntry> = (read) => read;
  reads = 0;
  /** Of how many channels at most was read at one instant. */
  widest = 0;
  readonly #entries = new Map<string, MemoryEntry[]>();

  commit(channel: string, changesAudience = false, text?: string): MemoryEntry {
    const entries = this.#entries.get(channel) ?? [];
    const entry = new MemoryEntry(channel, entries.length + 1, changesAudience, text);
    entries.push(entry);
    this.#entries.set(channel, entries);
    return entry;
  }

  top(channel: string): number {
    return this.#entries.get(channel)?.length ?? 0;
  }

  async read(after: ReadonlyMap<string, number>, limit: number): Promise<Map<string, LogRead<MemoryEntry>>> {
    this.reads += 1;
    this.widest = Math.max(this.widest, after.size);
    await this.latency("asked");
    const found = new Map<string, LogRead<MemoryEntry>>();
    for (const [channel, seq] of after) {
      const entries = this.#entries.get(channel) ?? [];
      found.set(channel, this.distort({ entries: entries.slice(seq, seq + limit), top: entries.length }));
    }
    await this.latency("answered");
    return found;
  }

  owns(entry: unknown): entry is MemoryEntry {
    return MemoryEntry.is(entry);
  }
}
