import { afterAll, beforeAll, expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../helpers/chromium.ts";
import type { RendererPage, Sketch } from "../helpers/renderer-page-script.ts";

declare global {
  var page: RendererPage;
}

let browser: Browser;
let tab: Page;

beforeAll(async () => {
  browser = await launchChromium();
  tab = await browser.newPage();
  const entry = fileURLToPath(import.meta.resolve("../helpers/renderer-page-script.ts"));
  const { outputs } = await Bun.build({ entrypoints: [entry], target: "browser", format: "iife" });
  await tab.setContent('<div id="kept"></div><div id="fresh"></div>');
  await tab.addScriptTag({ content: (await outputs[0]?.text()) ?? "" });
});

afterAll(() => browser.close());

/** Keys are unique among siblings, and come and go, and change places. */
const { sketch } = fc.letrec<{ sketch: Sketch; kids: Sketch[] }>((tie) => ({
  sketch: fc.oneof(
    { maxDepth: 4, depthIdentifier: "tree" },
    fc.constantFrom<Sketch>("one", "two", "", null),
    fc.record({ tag: fc.constantFrom("p", "b", "svg"), kids: tie("kids") }),
    fc.record({ component: fc.constantFrom("plain" as const, "counting" as const), kids: tie("kids") }),
    tie("kids"),
  ),
  kids: fc.oneof(
    { depthIdentifier: "tree" },
    fc.array(tie("sketch"), { maxLength: 4, depthIdentifier: "tree" }),
    fc
      .uniqueArray(fc.record({ key: fc.constantFrom("a", "b", "c", "d", "e"), kid: tie("sketch") }), {
        selector: ({ key }) => key,
        maxLength: 5,
        depthIdentifier: "tree",
      })
      .map((keyed) => keyed.map(({ key, kid }) => ({ tag: "i", key, kids: [kid] }))),
  ),
}));

test("whatever was there before, what is drawn looks as if it were drawn for the first time", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sketch, { minLength: 2, maxLength: 4 }), async (sketches) => {
      const [kept, fresh] = await tab.evaluate((json) => {
        const all: Sketch[] = JSON.parse(json);
        for (const each of all) page.draw(each, "kept");
        page.draw(null, "fresh");
        page.draw(all[all.length - 1] ?? null, "fresh");
        const shown = ["kept", "fresh"].map((id) => document.getElementById(id)?.innerHTML);
        for (const id of ["kept", "fresh"]) page.draw(null, id);
        return shown;
      }, JSON.stringify(sketches));
      expect(kept).toBeString();
      expect(kept).toBe(fresh);
    }),
    { numRuns: 500 },
  );
});

test("a component's own change is drawn in its place, and nobody who is gone is drawn any more", async () => {
  await fc.assert(
    fc.asyncProperty(sketch, sketch, async (first, second) => {
      const shown = await tab.evaluate(
        async (json) => {
          const [before, after]: [Sketch, Sketch] = JSON.parse(json);
          const kept = document.getElementById("kept");
          page.draw(before, "kept");
          const untouched = kept?.innerHTML;
          const components = await page.count();
          const counted = kept?.innerHTML;
          page.draw(after, "kept");
          page.draw(null, "kept");
          return {
            untouched,
            counted,
            components,
            alive: await page.count(),
            nodes: kept?.childNodes.length,
          };
        },
        JSON.stringify([first, second]),
      );
      expect(shown.counted).toBe(shown.untouched?.replaceAll("0", "1"));
      expect((shown.untouched?.split("0").length ?? 0) - 1).toBe(shown.components);
      expect(shown.alive).toBe(0);
      expect(shown.nodes).toBe(0);
    }),
    { numRuns: 200 },
  );
});

test("who has a key stays the same element when others come and go and change places", async () => {
  const kept = await tab.evaluate(() => {
    const list = (...keys: string[]) => [
      { tag: "ul", kids: keys.map((key) => ({ tag: "input", key, kids: [] })) },
    ];
    const inputs = () => [...document.querySelectorAll("input")];
    const named = (id: string) => inputs().find((input) => input.id === id);
    page.draw(list("a", "b", "c"), "kept");
    const [a, b] = [named("a"), named("b")];
    b?.focus();
    page.draw(list("d", "b", "e", "c"), "kept");
    const focused = document.activeElement?.id;
    const c = named("c");
    page.draw(list("c", "b", "a"), "kept");
    const same = [named("b") === b, named("c") === c, named("a") === a];
    return { focused, same, order: inputs().map(({ id }) => id) };
  });
  // The last one was gone in between.
  expect(kept).toEqual({ focused: "b", same: [true, true, false], order: ["c", "b", "a"] });
});

test("who has no key stays in its place when something before it comes and goes", async () => {
  const focused = await tab.evaluate(() => {
    const form = (note: boolean) => [
      note ? { tag: "p", kids: ["A note"] } : null,
      { tag: "input", kids: [] },
    ];
    page.draw(form(false), "kept");
    document.querySelector("input")!.focus();
    page.draw(form(true), "kept");
    const between = document.activeElement?.localName;
    page.draw(form(false), "kept");
    return [between, document.activeElement?.localName];
  });
  expect(focused).toEqual(["input", "input"]);
});
