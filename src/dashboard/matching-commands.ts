/** Something that the palette finds by its words. */
export interface Command {
  name: string;
  /** What kind of thing it is. */
  hint: string;
  run: () => void;
}

/** The commands in which every word of the query begins a word, in their own order. */
export function matchingCommands(commands: readonly Command[], query: string): Command[] {
  const wanted = words(query);
  return commands.filter(({ name, hint }) => {
    const offered = words(`${name} ${hint}`);
    return wanted.every((word) => offered.some((other) => other.startsWith(word)));
  });
}

/** Without case and accents, so that `ines` finds Inés. */
function words(text: string): string[] {
  return text
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .split(/[^\p{Letter}\p{Number}]+/u)
    .filter(Boolean);
}
