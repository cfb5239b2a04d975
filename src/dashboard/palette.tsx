import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { type Command, matchingCommands } from "./matching-commands.ts";

export interface PaletteProps {
  commands: readonly Command[];
  onClose: () => void;
}

/** A field in which a few letters name a place or a deed, and Enter goes there or does it. */
export function Palette({ commands, onClose }: PaletteProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const query = useSignal("");
  const chosen = useSignal(0);
  const shown = matchingCommands(commands, query.value);
  const at = Math.min(chosen.value, shown.length - 1);

  // At once: what is typed next belongs into the field.
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    dialog.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at, shown.length]);

  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    // First closed: that gives the focus back, which the command may want to take elsewhere.
    dialog.current?.close();
    command.run();
  };
  const pressed = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) chosen.value = Math.max(0, Math.min(shown.length - 1, at + step));
    else if (event.key === "Enter" && !event.isComposing) run(shown[at]);
    else return;
    event.preventDefault();
  };

  return (
    <dialog
      ref={dialog}
      class="sheet palette"
      aria-label="Go anywhere, do anything"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <input
        class="palette-field"
        role="combobox"
        aria-label="Search places and deeds"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={shown[at] && `palette-${at}`}
        aria-autocomplete="list"
        autocomplete="off"
        spellcheck={false}
        placeholder="Where to, or what to do?"
        value={query.value}
        onInput={(event) => {
          query.value = event.currentTarget.value;
          chosen.value = 0;
        }}
        onKeyDown={pressed}
      />
      <ul class="palette-list" id="palette-list" role="listbox" aria-label="Places and deeds">
        {shown.map((command, index) => (
          <li
            key={command.name + command.hint}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => run(command)}
          >
            <bdi>{command.name}</bdi>
            <span class="muted">{command.hint}</span>
          </li>
        ))}
      </ul>
      <p class={shown.length === 0 ? "palette-none" : "only-heard"} role="status">
        {shown.length === 0 ? "Nothing by that name" : `${shown.length} found`}
      </p>
    </dialog>
  );
}
