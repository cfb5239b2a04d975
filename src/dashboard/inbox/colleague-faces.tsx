import type { JSX } from "preact";
import type { Colleague } from "../../client/colleagues.ts";
import { Avatar } from "../../ui/avatar.tsx";

/** Colleagues who have the conversation on their screens too. */
export function ColleagueFaces({ colleagues }: { colleagues: readonly Colleague[] }): JSX.Element | null {
  if (colleagues.length === 0) return null;
  const names = colleagues.map(({ name }) => name).join(", ");
  return (
    <p class="colleagues" title={`Also looking: ${names}`}>
      <span class="only-heard">Also looking: {names}</span>
      {colleagues.map(({ id, name, typing }) => (
        <span key={id} class="colleague" data-typing={typing} aria-hidden="true">
          <Avatar name={name} />
        </span>
      ))}
    </p>
  );
}
