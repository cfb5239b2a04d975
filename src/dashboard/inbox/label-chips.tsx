import type { JSX } from "preact";

/** What those who answer noted of a conversation. */
export function LabelChips({ labels }: { labels: readonly string[] }): JSX.Element {
  return (
    <>
      {labels.map((label) => (
        <bdi key={label} class="label-chip">
          {label}
        </bdi>
      ))}
    </>
  );
}
