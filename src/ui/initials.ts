/** The letters that stand for a person without a picture: of the first and the last name, by whole characters. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/u);
  const first = firstLetter(words[0]);
  return words.length > 1 ? first + firstLetter(words.at(-1)) : first;
}

/** A "character" may be several code points, such as a letter with a mark: cutting it would show a broken one. */
function firstLetter(word = ""): string {
  for (const { segment } of new Intl.Segmenter().segment(word)) return segment.toLocaleUpperCase();
  return "";
}
