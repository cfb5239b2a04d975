import { computed, signal } from "@preact/signals";
import { parseRoute } from "./route.ts";

/** The address bar: path and query. */
export const address = signal(currentAddress());

/** The place that the address bar names, now. */
export const route = computed(() => parseRoute(address.value));

/** Goes to another address of the dashboard; `replace` leaves no step to go back to. */
export function navigate(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, "", to);
  else if (to !== currentAddress()) history.pushState(null, "", to);
  address.value = currentAddress();
}

/** Follows the back button, and clicks on links within the dashboard without loading the page anew. */
export function startRouter(): void {
  addEventListener("popstate", () => {
    address.value = currentAddress();
  });
  document.addEventListener("click", (event) => {
    const to = localTarget(event);
    if (to === undefined) return;
    event.preventDefault();
    navigate(to);
  });
}

/** Where a click leads within the dashboard; undefined for one that the browser should handle as usual. */
function localTarget(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null || link.target !== "" || link.origin !== location.origin || link.hash !== "")
    return undefined;
  return parseRoute(link.pathname).screen === "unknown" ? undefined : link.pathname + link.search;
}

function currentAddress(): string {
  return location.pathname + location.search;
}
