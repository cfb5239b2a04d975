import { initials } from "./initials.ts";

/** A person without a picture. Decoration only: their name always stands beside it. */
export function Avatar({ name }: { name: string }) {
  return (
    <span class="avatar" aria-hidden="true">
      {initials(name)}
    </span>
  );
}
