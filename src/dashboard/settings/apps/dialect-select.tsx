import type { JSX } from "preact";
import { DIALECTS, type Dialect } from "../../../protocol/app-settings.ts";

const CLIENTS: Record<Dialect, string> = {
  apinator: "Apinator",
  pusher: "Pusher: pusher-js, Laravel Echo",
};

export interface DialectSelectProps {
  id: string;
  value: Dialect;
  onValue: (dialect: Dialect) => void;
}

/** Which of the dialects a key is to speak. */
export function DialectSelect({ id, value, onValue }: DialectSelectProps): JSX.Element {
  return (
    <select
      id={id}
      name="dialect"
      value={value}
      onChange={(event) => {
        const chosen = DIALECTS.find((dialect) => dialect === event.currentTarget.value);
        if (chosen !== undefined) onValue(chosen);
      }}
    >
      {DIALECTS.map((dialect) => (
        <option key={dialect} value={dialect}>
          {CLIENTS[dialect]}
        </option>
      ))}
    </select>
  );
}
