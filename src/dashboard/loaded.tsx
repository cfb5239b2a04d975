import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useCallback, useEffect } from "preact/hooks";
import { describeFailure } from "./describe-failure.ts";
import { noticeFailure } from "./session.ts";

export type Loaded<T> =
  | { phase: "loading" }
  | { phase: "ready"; value: T }
  | { phase: "failed"; problem: string };

/** Loads something when the component appears; `reload` tries again, keeping what is shown until the answer. */
export function useLoaded<T>(load: () => Promise<T>): {
  loaded: Signal<Loaded<T>>;
  reload: () => Promise<void>;
} {
  const loaded = useSignal<Loaded<T>>({ phase: "loading" });
  const reload = useCallback(async () => {
    if (loaded.value.phase === "failed") loaded.value = { phase: "loading" };
    try {
      loaded.value = { phase: "ready", value: await load() };
    } catch (failure) {
      noticeFailure(failure);
      loaded.value = { phase: "failed", problem: describeFailure(failure) };
    }
  }, []);
  useEffect(() => {
    void reload();
  }, [reload]);
  return { loaded, reload };
}

export interface LoadedViewProps<T> {
  loaded: Loaded<T>;
  onRetry: () => void;
  /** What is being loaded, as in "Loading the team". */
  what: string;
  children: (value: T) => JSX.Element;
}

/** The three faces of something loaded: a skeleton, itself, or why not with a way to try again. */
export function LoadedView<T>({ loaded, onRetry, what, children }: LoadedViewProps<T>): JSX.Element {
  if (loaded.phase === "ready") return children(loaded.value);
  if (loaded.phase === "failed") return <FailureNote problem={loaded.problem} onRetry={onRetry} />;
  return (
    <div class="skeleton" role="status" aria-label={`Loading ${what}`}>
      <i />
      <i />
      <i />
    </div>
  );
}

/** Says that something could not be had, and offers to try again. */
export function FailureNote({ problem, onRetry }: { problem: string; onRetry: () => void }): JSX.Element {
  return (
    <div class="failure" role="alert">
      <p>{problem}</p>
      <button type="button" class="button button-quiet" onClick={onRetry}>
        Try again
      </button>
    </div>
  );
}
