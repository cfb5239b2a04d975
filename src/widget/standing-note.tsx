import type { Desk } from "../client/desk-api.ts";
import { comingTime } from "../ui/clock.ts";
import { queueWords } from "./reply-words.ts";
import type { Standing } from "./standing.ts";

export interface StandingNoteProps {
  desk: Desk | null;
  standing: Standing;
  /** The desk has an address of the customer. */
  reachable: boolean;
  /** Somebody has come since the customer saw that nobody was there. */
  returned: boolean;
  /** Something the customer asked for did not work. */
  trouble: string;
}

/** Above the field: where one stands just now. In the page from the first moment on, so that each change is read out. */
export function StandingNote(props: StandingNoteProps) {
  const words = props.trouble || wordsOf(props);
  return (
    <div class="standing" role="status">
      {words && <p class="standing-text">{words}</p>}
    </div>
  );
}

function wordsOf({ desk, standing, reachable, returned }: StandingNoteProps): string {
  switch (standing.kind) {
    case "fresh":
      return returned ? "Somebody is here now: write, and you are answered here." : "";
    case "alone":
    case "kept": {
      const backAt = desk?.status.backAt;
      const until = backAt ? `We are back ${comingTime(backAt)}` : "Nobody is here just now";
      const byMail = desk?.mail && (reachable || standing.kind === "alone");
      return `${until}. We answer here${byMail ? " and by e-mail" : ""}.`;
    }
    case "waiting":
      return standing.queue ? `${queueWords(standing.queue)}.` : "We are finding somebody for you.";
    case "joined":
      return `${standing.name} has joined.`;
    case "away":
      return `${standing.name} is away just now, and will see what you write.`;
    default:
      return "";
  }
}
