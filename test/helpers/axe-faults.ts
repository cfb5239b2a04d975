import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** Rules of WCAG 2.2 AA and good practice that are broken on the page, each with the elements that break it. */
export async function axeFaults(page: Page): Promise<string[]> {
  // Colours in the middle of an animation are not those that anybody reads.
  await page.emulateMedia({ reducedMotion: "reduce" });
  // As text, since a page's policy may forbid to add scripts to it.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>('axe.run({ resultTypes: ["violations"] })');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}
