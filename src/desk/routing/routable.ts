/** An open conversation without an assignee, as routing sees it. */
export interface Routable {
  readonly labels: readonly string[];
  /** Who had the customer's conversation last; null if nobody ever had. */
  readonly lastAgentId: number | null;
  /** Agents who let it expire or left it since it began to wait: it never comes back to them by itself. */
  readonly passed: ReadonlySet<number>;
}
