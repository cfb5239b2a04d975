import { linkParts } from "./link-parts.ts";

/** What somebody wrote, as they wrote it: nothing in it is markup; http and https addresses are links. */
export function MessageText({ text }: { text: string }) {
  return linkParts(text).map((part) =>
    part.href ? (
      <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
        {part.text}
      </a>
    ) : (
      part.text
    ),
  );
}
