import type { VNode } from "preact";

/** Icons are drawn on a grid of 24 with a round pen; they take the colour and the size of the text around them. */
export function icon(path: string): () => VNode {
  return () => (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

/** The mark of Deskbell: a bell as it stands on a reception's desk. */
export const BellIcon = icon("M4 16a8 8 0 0 1 16 0ZM3 19.5h18M12 8V5M10 4.5h4");
export const SendIcon = icon("M12 19V5M5.5 11.5 12 5l6.5 6.5");
export const CloseIcon = icon("m6 6 12 12M18 6 6 18");
export const ArrowDownIcon = icon("M12 5v14M5.5 12.5 12 19l6.5-6.5");
/** Points to where one came from; mirrored by the stylesheet in right-to-left pages. */
export const BackIcon = icon("m14.5 6-6 6 6 6");
export const RetryIcon = icon("M20 5v5h-5M20 10a8.2 8.2 0 1 0 .2 4");
export const DeleteIcon = icon("M5 7h14M10 7V5h4v2M7 7l.8 12h8.4L17 7M10.5 10.5v5M13.5 10.5v5");
export const ClockIcon = icon("M12 7.5V12l3 2M20 12a8 8 0 1 1-16 0 8 8 0 0 1 16 0Z");
export const CheckIcon = icon("m5 12.5 4.5 4.5L19 7.5");
export const DoubleCheckIcon = icon("m2 13 4 4 9-9.5M11.5 16.5l.5.5 9.5-9.5");
export const MailIcon = icon("M4 6.5h16v11H4ZM4.5 7l7.5 6 7.5-6");
export const FileIcon = icon("M7 3.5h7l4 4v13H7ZM13.5 4v4H18");
export const MoreIcon = icon("M5 12h.4M11.8 12h.4M18.6 12h.4");
export const AlertIcon = icon("M12 8v5M12 16.2v.1M20.5 12a8.5 8.5 0 1 1-17 0 8.5 8.5 0 0 1 17 0Z");
export const OfflineIcon = icon(
  "M5 4l14 16M9 15.5a5 5 0 0 1 4-1.4M5.5 12a10 10 0 0 1 4-2.6M13.5 9.3a10 10 0 0 1 5 2.7M12 19v.1",
);
