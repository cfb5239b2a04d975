type Listener = (event: Event) => void;

/** What an element's listeners are at present, by the event's type. */
const listeners = new WeakMap<EventTarget, Record<string, Listener>>();

/** Sets what JSX says of an element: a listener for `onClick`, a field's live `value`, and attributes otherwise. */
export function setAttribute(element: Element, name: string, value: unknown): void {
  if (name === "children" || name === "ref" || name === "key") return;
  if (name.startsWith("on")) {
    let own = listeners.get(element);
    if (!own) listeners.set(element, (own = {}));
    const type = name.slice(2).toLowerCase();
    if (!own[type]) element.addEventListener(type, hear);
    own[type] = value as Listener;
  } else if (name === "value" || name === "checked") {
    const field = element as unknown as Record<string, unknown>;
    // Setting the same text again would move the cursor.
    if (field[name] !== value) field[name] = value;
  } else {
    // Those of ARIA say "false"; of others it is said by their absence.
    const text = typeof value === "boolean" && !name.startsWith("aria-") ? (value ? "" : undefined) : value;
    if (text === undefined || text === null) element.removeAttribute(name);
    else element.setAttribute(name, text as string);
  }
}

function hear(this: EventTarget, event: Event): void {
  listeners.get(this)?.[event.type]?.call(this, event);
}
