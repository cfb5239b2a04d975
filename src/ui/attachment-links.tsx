import type { Attachment } from "../protocol/resources.ts";
import { FileIcon } from "./icons.tsx";

export interface AttachmentLinksProps {
  attachments: readonly Attachment[];
  /** Fetches a file where a plain link could not prove who asks; links are followed without it. */
  onFile?: ((attachment: Attachment) => void) | undefined;
}

const KB = 1_000;

/** The files of a message, to be downloaded: none is shown in place, for nobody knows what is in it. */
export function AttachmentLinks({ attachments, onFile }: AttachmentLinksProps) {
  return attachments.map((attachment) => {
    const { id, name, size } = attachment;
    const words = (
      <>
        <FileIcon /> <bdi>{name}</bdi> <span>{fileSize(size)}</span>
      </>
    );
    return onFile ? (
      <button key={id} class="file" type="button" onClick={() => onFile(attachment)}>
        {words}
      </button>
    ) : (
      <a key={id} class="file" href={`/api/attachments/${encodeURIComponent(id)}`} download={name}>
        {words}
      </a>
    );
  });
}

function fileSize(bytes: number): string {
  return bytes < KB * KB ? `${Math.ceil(bytes / KB)} KB` : `${(bytes / (KB * KB)).toFixed(1)} MB`;
}
