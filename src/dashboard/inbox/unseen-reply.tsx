import type { JSX } from "preact";
import type { ConversationState, PendingMessage } from "../../client/conversation.ts";
import type { LiveConversation } from "../../client/live-conversation.ts";
import { me } from "../session.ts";

export interface UnseenReplyProps {
  live: LiveConversation;
  state: ConversationState;
  /** Gets the texts back that are not to be sent as they are. */
  onEdit: (text: string) => void;
}

/** Asks what is to become of replies that were written before a colleague's reply was seen. */
export function UnseenReply({ live, state, onEdit }: UnseenReplyProps): JSX.Element | null {
  const held = state.pending.filter(isHeld);
  if (held.length === 0) return null;
  const theirs = state.messages.findLast(
    ({ senderRole, senderId }) => senderRole === "agent" && senderId !== me.value?.id,
  );
  const edit = () => {
    for (const { clientId } of held) live.discard(clientId);
    onEdit(held.map(({ text }) => text).join("\n\n"));
  };
  return (
    <div class="unseen-reply" role="alertdialog" aria-label="A colleague has replied meanwhile">
      <p>
        <strong>
          <bdi>{theirs?.senderName ?? "A colleague"}</bdi> has replied meanwhile.
        </strong>{" "}
        Send yours all the same?
      </p>
      {theirs && <blockquote dir="auto">{theirs.text}</blockquote>}
      <div class="form-deeds">
        <button
          type="button"
          class="button"
          onClick={() => {
            for (const { clientId } of held) live.retry(clientId, true);
          }}
        >
          Send all the same
        </button>
        <button type="button" class="button button-quiet" onClick={edit}>
          Edit
        </button>
      </div>
    </div>
  );
}

function isHeld({ status, code }: PendingMessage): boolean {
  return status === "failed" && code === "unseen-reply";
}
