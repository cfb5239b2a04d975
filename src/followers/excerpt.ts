/** The beginning of a text, in one line. */
export function excerpt(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= most) return line;
  return `${line
    .slice(0, most - 1)
    .replace(/\p{Surrogate}$/u, "")
    .trimEnd()}…`;
}
