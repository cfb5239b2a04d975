import { icon } from "../ui/icons.tsx";

export const InboxIcon = icon(
  "M4 13.5V18a1.5 1.5 0 0 0 1.5 1.5h13A1.5 1.5 0 0 0 20 18v-4.5M4 13.5 6.2 6A2 2 0 0 1 8.1 4.5h7.8A2 2 0 0 1 17.8 6l2.2 7.5M4 13.5h4.5a3.5 3.5 0 0 0 7 0H20",
);
export const SettingsIcon = icon("M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4M4 12h5M13 12h7M11 10v4");
export const KeyboardIcon = icon(
  "M5 6.5h14A2 2 0 0 1 21 8.5v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2ZM7 10.5v.1M10.5 10.5v.1M14 10.5v.1M17 10.5v.1M8 14h8",
);
export const PersonIcon = icon(
  "M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5ZM4.5 20a7.5 7.5 0 0 1 15 0",
);
export const ArrowUpIcon = icon("M12 19V5M5.5 11.5 12 5l6.5 6.5");
export const ReopenIcon = icon("M4 5v5h5M4 10a8.2 8.2 0 1 1-.2 4");
export const HandOverIcon = icon("M4 12h13M12 6.5l5.5 5.5-5.5 5.5M20.5 5v14");
export const SnoozeIcon = icon("M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10ZM14.5 4.5h5l-5 5.5h5");
export const WakeIcon = icon(
  "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
);
export const TakeIcon = icon("M12 4v11M7 10.5l5 5 5-5M5 19.5h14");
export const NoteIcon = icon("M5 4.5h14v10l-5 5H5ZM14 19.5v-5h5M8.5 9h7M8.5 12.5h4");
