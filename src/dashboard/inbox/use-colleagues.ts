import { useEffect, useMemo, useState } from "preact/hooks";
import type { Colleague } from "../../client/colleagues.ts";
import { inbox } from "../session.ts";

/** Who else looks at a conversation while the component is there, and what to call when I write in it; nobody without an id. */
export function useColleagues(id: string | null): { colleagues: readonly Colleague[]; onTyping: () => void } {
  const [colleagues, setColleagues] = useState<readonly Colleague[]>([]);
  const typing = useMemo(() => ({ tell: () => {} }), []);
  useEffect(() => {
    const watched = id === null ? undefined : inbox.value?.watch(id);
    typing.tell = () => watched?.typing();
    const stop = watched?.onChange(() => setColleagues(watched.state));
    return () => {
      stop?.();
      watched?.close();
      setColleagues([]);
    };
  }, [id]);
  return { colleagues, onTyping: () => typing.tell() };
}
