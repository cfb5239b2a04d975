import { useEffect } from "preact/hooks";
import { inbox, me } from "../session.ts";

/** Tells the agent of what comes, while somebody is signed in; its code comes after the page. */
export function useNotify(): void {
  const current = inbox.value;
  const agentId = me.value?.id;
  useEffect(() => {
    if (current === undefined || agentId === undefined) return undefined;
    let isOver = false;
    let stop = () => {};
    const start = async () => {
      const { startNotify } = await import("./start-notify.ts");
      if (!isOver) stop = startNotify(current, agentId);
    };
    // Without it the dashboard works all the same.
    start().catch(() => {});
    return () => {
      isOver = true;
      stop();
    };
  }, [current, agentId]);
}
