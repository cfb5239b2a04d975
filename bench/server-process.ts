import { readdirSync, readFileSync } from "node:fs";
import type { Subprocess } from "bun";

const NANOSECONDS_PER_S = 1e9;
const BYTES_PER_KIB = 1024;
/** A server that has not said where it listens by then never will. */
const START_TIMEOUT_MS = 20_000;

/** A server under load: a process of its own that prints `http://127.0.0.1:PORT` once it serves. */
export class ServerProcess {
  readonly pid: number;
  readonly port: number;
  readonly #child: Subprocess;

  /** Starts `command` with exactly this environment (and PATH) and waits until it serves. Throws what it said if it ends. */
  static async start(
    command: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<ServerProcess> {
    const child = Bun.spawn(commandWithAllFiles(command), {
      env: { PATH: process.env["PATH"] ?? "", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const overdue = setTimeout(() => child.kill("SIGKILL"), START_TIMEOUT_MS);
    const port = await readPort(child.stdout);
    clearTimeout(overdue);
    if (port === undefined)
      throw new Error(`${command.join(" ")} did not serve: ${await new Response(child.stderr).text()}`);
    return new ServerProcess(child, port);
  }

  private constructor(child: Subprocess, port: number) {
    this.#child = child;
    this.pid = child.pid;
    this.port = port;
  }

  /**
   * CPU time in seconds of each of its threads since they began, by their id. Of the whole process Linux tells it in
   * hundredths of a second only, of which four thousand connects take a dozen.
   */
  cpuSecondsByThread(): Map<string, number> {
    const tasks = `/proc/${this.pid}/task`;
    const seconds = new Map<string, number>();
    for (const thread of readdirSync(tasks)) {
      try {
        const [nanoseconds] = readFileSync(`${tasks}/${thread}/schedstat`, "utf8").split(" ");
        seconds.set(thread, Number(nanoseconds) / NANOSECONDS_PER_S);
      } catch {
        // It has just ended.
      }
    }
    return seconds;
  }

  /** Memory that is resident at this moment. */
  rssBytes(): number {
    return rssBytes(this.pid);
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.exited;
  }

  /** Ends it in good order, so that a profiler can write down what it saw; and at last without mercy. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const overdue = setTimeout(() => this.#child.kill("SIGKILL"), START_TIMEOUT_MS);
    await this.#child.exited;
    clearTimeout(overdue);
  }
}

/** Resident memory of a process. */
export function rssBytes(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kib) * BYTES_PER_KIB;
}

/** The command, allowed as many open files as the system lets anybody have: each socket is one. */
export function commandWithAllFiles(command: readonly string[]): string[] {
  return ["sh", "-c", 'ulimit -n "$(ulimit -Hn)"; exec "$@"', "sh", ...command];
}

async function readPort(stdout: ReadableStream<Uint8Array>): Promise<number | undefined> {
  const decoder = new TextDecoder();
  let printed = "";
  for await (const chunk of stdout) {
    printed += decoder.decode(chunk, { stream: true });
    const port = /http:\/\/127\.0\.0\.1:(\d+)\D/.exec(printed)?.[1];
    if (port !== undefined) return Number(port);
  }
  return undefined;
}
