import type { Desk } from "../client/desk-api.ts";

/** What stands before the first message: how to begin and what to expect. */
export function Greeting({ desk }: { desk: Desk | null }) {
  return (
    <div class="greeting">
      <p class="greeting-hello">Hello! How can we help?</p>
      <p>
        {desk?.answering === false
          ? "Nobody is at the desk right now. Leave a message: it is kept here, and so is our answer."
          : "Ask us anything. You can leave this page and come back; the conversation stays here."}
      </p>
    </div>
  );
}
