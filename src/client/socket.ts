/**
 * idle: not started, or stopped; waiting: lost, will try again by itself; offline: the same, and the device says it
 * has no network; refused: the server said not to come back.
 */
export type SocketState = "idle" | "connecting" | "connected" | "waiting" | "offline" | "refused";
