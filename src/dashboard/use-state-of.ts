import { useEffect, useState } from "preact/hooks";

/** Anything of the SDK that has a state and tells of its changes. */
export interface Stateful<State> {
  readonly state: State;
  onChange(listener: () => void): () => void;
}

/** The state of `source` as of now; the component renders again whenever it changes. */
export function useStateOf<State>(source: Stateful<State>): State {
  const [, setCount] = useState(0);
  const { state } = source;
  useEffect(() => {
    // It may have changed between rendering and now.
    const rerender = () => setCount((count) => count + 1);
    if (source.state !== state) rerender();
    return source.onChange(rerender);
  }, [source]);
  return state;
}
