import { useEffect, useMemo } from "preact/hooks";

/** A signal that is aborted when the component goes. */
export function useAbortSignal(): AbortSignal {
  const controller = useMemo(() => new AbortController(), []);
  useEffect(() => () => controller.abort(), []);
  return controller.signal;
}
