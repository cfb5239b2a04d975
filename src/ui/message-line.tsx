import type { Attachment } from "../protocol/resources.ts";
import { AttachmentLinks } from "./attachment-links.tsx";
import { Avatar } from "./avatar.tsx";
import { clockTime, dayLabel } from "./clock.ts";
import { DeliveryMark } from "./delivery-mark.tsx";
import { DeleteIcon, RetryIcon } from "./icons.tsx";
import type { MessageRow } from "./message-rows.ts";
import { MessageText } from "./message-text.tsx";

export interface MessageLineProps {
  row: MessageRow;
  onRetry: (clientId: string) => void;
  onDiscard: (clientId: string) => void;
  onFile?: ((attachment: Attachment) => void) | undefined;
}

/** One message. Every line says who speaks for those who hear it; for those who see it, a group says so once. */
export function MessageLine({ row, onRetry, onDiscard, onFile }: MessageLineProps) {
  const { own, startsGroup, endsGroup, delivery } = row;
  return (
    <>
      {row.startsDay && <div class="day">{dayLabel(row.at)}</div>}
      <div class={lineClass(row)}>
        {!own && endsGroup && <Avatar name={row.senderName} />}
        {!own && startsGroup && (
          <div class="line-sender" aria-hidden="true">
            {row.senderName}
          </div>
        )}
        <div class="bubble" dir="auto">
          {/* A `bdi`, so that the name has no say in which way the text runs. */}
          <bdi class="only-heard">{own ? "You" : row.senderName}: </bdi>
          <MessageText text={row.text} />
          <AttachmentLinks attachments={row.attachments} onFile={onFile} />
        </div>
        <div class="line-foot">
          <time dateTime={row.at}>{clockTime(row.at)}</time>
          {row.byEmail && <span>by e-mail</span>}
          {delivery && <DeliveryMark delivery={delivery} />}
        </div>
        {delivery === "failed" && (
          <div class="line-failure">
            {row.problem && <span>{row.problem}. </span>}
            <button class="line-action" type="button" onClick={() => onRetry(row.key)}>
              <RetryIcon /> Try again
            </button>
            <button class="line-action" type="button" onClick={() => onDiscard(row.key)}>
              <DeleteIcon /> Delete
            </button>
          </div>
        )}
      </div>
    </>
  );
}

function lineClass({ own, startsGroup, endsGroup, footed, delivery }: MessageRow): string {
  const group = (startsGroup ? "starts " : "") + (endsGroup ? "ends " : "") + (footed ? "footed " : "");
  return `line ${own ? "own" : "other"} ${group}${delivery ?? ""}`;
}
