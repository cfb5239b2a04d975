import type { ServerProcess } from "./server-process.ts";

/** What was spent between two marks. */
export interface Spent {
  readonly wallSeconds: number;
  readonly serverCpuSeconds: number;
  /** Of one core, by the load generator: near 1 it is the bottleneck, and wall times say nothing about the server. */
  readonly loadCpuShare: number;
}

/** Marks now; the returned function tells what was spent since. */
export function startWindow(server: ServerProcess): () => Spent {
  const from = performance.now();
  const serverFrom = server.cpuSecondsByThread();
  const loadFrom = process.cpuUsage();
  return () => {
    const wallSeconds = (performance.now() - from) / 1_000;
    const { user, system } = process.cpuUsage(loadFrom);
    return {
      wallSeconds,
      serverCpuSeconds: cpuSecondsSince(server, serverFrom),
      loadCpuShare: (user + system) / 1e6 / wallSeconds,
    };
  };
}

/** Without what a thread used that has ended meanwhile: runtimes let idle helpers go. */
function cpuSecondsSince(server: ServerProcess, from: ReadonlyMap<string, number>): number {
  let seconds = 0;
  for (const [thread, now] of server.cpuSecondsByThread()) seconds += now - (from.get(thread) ?? 0);
  return seconds;
}
