import { useEffect, useMemo, useState } from "preact/hooks";
import type { Colleague } from "../../client/colleagues.ts";
import { inbox } from "../session.ts";

/** Who else looks at a conversation while the component is there, and what to call when I write in it. */
export function useColleagues(id: string): { colleagues: readonly Colleague[]; onTyping: () => void } {
  const [colleagues, setColleagues] = useState<readonly Colleague[]>([]);
  const typing = useMemo(() => ({ tell: () => {} }), []);
  useEffect(() => {
    const watched = inbox.value?.watch(id);
    typing.tell = () => watched?.typing();
    const stop = watched?.onChange(() => setColleagues(watched.state));
    return () => {
      stop?.();
      watched?.close();
    };
  }, [id]);
  return { colleagues, onTyping: () => typing.tell() };
}
