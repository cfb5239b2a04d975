import { join } from "node:path";
import { KEY, SECRET } from "./app-key.ts";
import { ServerProcess } from "./server-process.ts";

const ROOT = join(import.meta.dirname, "..");
/** No limit that protects a desk from people may stop the load generator. */
const UNLIMITED = "1000000000";

/** Set to a directory, every server of ours writes a CPU profile there when it ends. */
const PROFILE_DIR = process.env["BENCH_PROFILE"];

/** Starts Deskbell on a data directory. */
export function startDeskbell(dataDir: string, port = 0): Promise<ServerProcess> {
  const profiling = PROFILE_DIR ? ["--cpu-prof", `--cpu-prof-dir=${PROFILE_DIR}`] : [];
  return ServerProcess.start([process.execPath, ...profiling, join(ROOT, "src/main.ts")], {
    PORT: String(port),
    DATA_DIR: dataDir,
    LOG_LEVEL: "warn",
    MESSAGES_PER_MINUTE: UNLIMITED,
    CUSTOMERS_PER_MINUTE: UNLIMITED,
    MAX_CONNECTIONS: "100000",
  });
}

/**
 * Set to a program, it is measured as the bare C++ µWebSockets server, which is not here because nothing else needs a C++
 * compiler. It must listen on PORT, print its address, and speak the wire of `peers/bun-server.ts`.
 */
export const BARE_CPP = process.env["BENCH_CPP"];

/**
 * The rivals: a plain `ws` server and a Socket.IO server on Node, the bare sockets of our own runtime, and those of C++ if
 * there is such a server.
 */
export type PeerName = "ws" | "socket.io" | "bare bun" | "bare c++";

/** Starts one of the servers in `peers/`. */
export function startPeer(name: PeerName, port = 0): Promise<ServerProcess> {
  const peer = (file: string) => join(ROOT, "bench/peers", file);
  const commands: Record<PeerName, string[]> = {
    ws: ["node", peer("ws-server.js")],
    "socket.io": ["node", peer("socket-io-server.js")],
    "bare bun": [process.execPath, peer("bun-server.ts")],
    "bare c++": [BARE_CPP ?? "true"],
  };
  return ServerProcess.start(commands[name], { PORT: String(port), APP_KEY: KEY, APP_SECRET: SECRET });
}
