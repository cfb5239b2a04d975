import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** Upper bounds in seconds, from a tenth of a millisecond to ten seconds. */
const LATENCY_BUCKETS_S = [
  0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
];

/** Why something was not delivered, as the engine names it. */
const DROP_REASONS = ["signal_behind", "socket_stuck", "socket_silent", "socket_full"];

/** What the engine counts as it goes; the same shape as the engine's own port. */
export interface EngineMeter {
  delivered(sockets: number, ms: number): void;
  recovery(whole: boolean): void;
  dropped(reason: string): void;
}

/** The figures of a running server, in Prometheus' text format. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #latency = new Histogram({
    name: "deskbell_delivery_seconds",
    help: "From a commit or a publication until its frames are with their sockets",
    buckets: LATENCY_BUCKETS_S,
    registers: [this.#registry],
  });
  readonly #frames = new Counter({
    name: "deskbell_deliveries_total",
    help: "Sockets that a commit or a publication was handed to",
    registers: [this.#registry],
  });
  readonly #recoveries = new Counter({
    name: "deskbell_recoveries_total",
    help: "Clients that asked to continue from a position, by whether they could",
    labelNames: ["whole"],
    registers: [this.#registry],
  });
  readonly #drops = new Counter({
    name: "deskbell_drops_total",
    help: "Signals kept from slow readers, and sockets given up, by reason",
    labelNames: ["reason"],
    registers: [this.#registry],
  });

  /** `live` counts what is held at this moment; it is asked whenever the figures are. */
  constructor(live: () => Readonly<Record<string, number>>) {
    const registers = [this.#registry];
    const held: Gauge = new Gauge({
      name: "deskbell_engine",
      help: "What the channel engine holds at this moment, by kind",
      labelNames: ["kind"],
      registers,
      collect: () => {
        // What is held no longer, such as by an app that was removed, is not told either.
        held.reset();
        for (const [kind, count] of Object.entries(live())) held.set({ kind }, count);
      },
    });
    const memory: Gauge = new Gauge({
      name: "process_resident_memory_bytes",
      help: "Resident memory of the process",
      registers,
      collect: () => memory.set(process.memoryUsage.rss()),
    });
    const cpu: Counter = new Counter({
      name: "process_cpu_seconds_total",
      help: "CPU time of the process, user and system",
      registers,
      collect: () => {
        const { user, system } = process.cpuUsage();
        cpu.reset();
        cpu.inc((user + system) / 1e6);
      },
    });
    // A counter that begins with its first event hides that one from whoever asks how much was added.
    for (const whole of ["true", "false"]) this.#recoveries.inc({ whole }, 0);
    for (const reason of DROP_REASONS) this.#drops.inc({ reason }, 0);
  }

  /** What the engine tells its figures to. */
  meter(): EngineMeter {
    return {
      delivered: (sockets, ms) => {
        this.#latency.observe(ms / 1000);
        this.#frames.inc(sockets);
      },
      recovery: (whole) => this.#recoveries.inc({ whole: String(whole) }),
      dropped: (reason) => this.#drops.inc({ reason }),
    };
  }

  /** Everything, as a scrape wants it. */
  async answer(): Promise<Response> {
    return new Response(await this.#registry.metrics(), {
      headers: { "content-type": this.#registry.contentType },
    });
  }
}
