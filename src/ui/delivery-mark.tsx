import { AlertIcon, CheckIcon, ClockIcon, DoubleCheckIcon, MailIcon } from "./icons.tsx";
import type { Delivery } from "./message-rows.ts";

const MARKS = {
  sending: { Icon: ClockIcon, label: "Sending" },
  sent: { Icon: CheckIcon, label: "Sent" },
  emailed: { Icon: MailIcon, label: "E-mailed" },
  seen: { Icon: DoubleCheckIcon, label: "Seen" },
  failed: { Icon: AlertIcon, label: "Not sent" },
} as const;

/** How far an own message has come, in a mark and a word. */
export function DeliveryMark({ delivery }: { delivery: Delivery }) {
  const { Icon, label } = MARKS[delivery];
  return (
    <span class={`delivery delivery-${delivery}`}>
      <Icon /> {label}
    </span>
  );
}
