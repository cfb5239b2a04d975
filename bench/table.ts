/** Prints a heading and a table that can be pasted into a document as it is. The first row holds the headings. */
export function printTable(title: string, rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? "").padEnd(width)).join(" | ")} |`;
  const [headings = [], ...body] = rows;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  console.log(["", `### ${title}`, "", line(headings), rule, ...body.map(line)].join("\n"));
}

/** A number as people read it: thousands apart, and decimals only where they say something. */
export function figure(value: number, unit = ""): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits });
  return unit === "" ? text : `${text} ${unit}`;
}

/** Whether a bar is held, in words. */
export function verdict(held: boolean): string {
  return held ? "held" : "MISSED";
}
