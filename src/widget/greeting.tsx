import type { Desk } from "../client/desk-api.ts";
import { replyWords } from "./reply-words.ts";

/** What stands before the first message; `desk` is given as long as there is none: what to expect is told before one writes. */
export function Greeting({ desk }: { desk: Desk | null }) {
  const status = desk?.status;
  return (
    <div class="greeting">
      <p class="greeting-hello">Hello! How can we help?</p>
      {status?.answering && <p class="greeting-when">{replyWords(status)}.</p>}
      <p>
        {status?.answering === false
          ? "Leave a message: you get an answer as soon as somebody is back."
          : "You can leave this page and come back; the conversation stays here."}
      </p>
    </div>
  );
}
