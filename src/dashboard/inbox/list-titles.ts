import type { ListName } from "../route.ts";

/** What each list is called in full; its tab may be briefer. */
export const LIST_TITLES: Record<ListName, string> = {
  open: "Open conversations",
  queue: "Waiting conversations",
  snoozed: "Snoozed conversations",
  closed: "Closed conversations",
};
