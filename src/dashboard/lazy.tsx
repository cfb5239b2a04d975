import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { FailureNote } from "./loaded.tsx";

/** A component whose code loads when it is first shown. */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let known: ComponentType<Props> | undefined;
  return function Lazy(props: Props): JSX.Element {
    const state = useSignal<"loading" | "ready" | "failed">(known === undefined ? "loading" : "ready");
    const loadOnce = async () => {
      try {
        known = await load();
        state.value = "ready";
      } catch {
        state.value = "failed";
      }
    };
    useEffect(() => {
      if (state.value === "loading") void loadOnce();
    }, []);
    if (known !== undefined && state.value === "ready") {
      const View = known;
      return <View {...props} />;
    }
    if (state.value === "loading") return <div class="lazy" aria-busy="true" />;
    return (
      // A module that failed to load stays failed for the page's lifetime, and after an upgrade its name is gone.
      <FailureNote
        problem="This part of the dashboard could not be loaded."
        onRetry={() => location.reload()}
      />
    );
  };
}
