import type { Wire } from "../../src/realtime/ports.ts";

/** A frame as a client of the `realtime:` dialect reads it, with `data` decoded. */
export interface ReadFrame {
  readonly event: string;
  readonly channel?: string;
  readonly data: unknown;
  readonly seq?: number;
  readonly user_id?: string;
}

/** A socket whose other end is the test. It can be told to misbehave. */
export class MemoryWire implements Wire {
  readonly texts: string[] = [];
  closedWith: number | undefined;
  terminated = false;
  pings = 0;
  corks = 0;
  buffered = 0;
  behaviour: "well" | "refusing" | "throwing" | "unclosable" = "well";

  sendText(text: string): number {
    if (this.behaviour === "throwing") throw new Error("Invalid access of a closed socket");
    if (this.behaviour === "refusing" || this.isClosed) return 0;
    this.texts.push(text);
    return this.buffered > 0 ? -1 : text.length;
  }

  getBufferedAmount(): number {
    if (this.behaviour === "throwing") throw new Error("Invalid access of a closed socket");
    return this.buffered;
  }

  ping(): void {
    this.pings += 1;
  }

  close(code: number): void {
    if (this.behaviour === "unclosable") throw new Error("Invalid access of a closed socket");
    this.closedWith ??= code;
  }

  terminate(): void {
    if (this.behaviour === "unclosable") throw new Error("Invalid access of a closed socket");
    this.terminated = true;
  }

  cork(write: () => void): void {
    if (this.behaviour === "throwing") throw new Error("Invalid access of a closed socket");
    this.corks += 1;
    write();
  }

  get isClosed(): boolean {
    return this.closedWith !== undefined || this.terminated;
  }

  /** Everything received so far, in order. */
  get frames(): ReadFrame[] {
    return this.texts.map(read);
  }

  /** The frames of one event. */
  of(event: string): ReadFrame[] {
    return this.frames.filter((frame) => frame.event === event);
  }

  /** The numbers of the durable frames of a channel, in the order of arrival. */
  seqs(channel: string): number[] {
    return this.frames.flatMap(({ channel: on, seq }) => (on === channel && seq !== undefined ? [seq] : []));
  }
}

function read(text: string): ReadFrame {
  const frame: ReadFrame = JSON.parse(text);
  return { ...frame, data: typeof frame.data === "string" ? parsed(frame.data) : frame.data };
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
