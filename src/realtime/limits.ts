/** What one process and one connection may take at most; `DEFAULT_LIMITS` suits a server with a gigabyte to spare. */
export interface Limits {
  /** Open sockets of the whole process; a further one is told 4100 and comes back later. */
  readonly connections: number;
  readonly subscriptionsPerConnection: number;
}

export const DEFAULT_LIMITS: Limits = {
  connections: 20_000,
  /** An agent's dashboard is on one channel for each of their open conversations. */
  subscriptionsPerConnection: 1_000,
};
