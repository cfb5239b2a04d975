import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { difference, NO_DIFFERENCE, tableOf } from "./helpers/documents.ts";
import { strictPolicy } from "./helpers/host-site.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const text = (path: string) => readFileSync(ROOT + path, "utf8");

const OPTION = /\/\*\* (.+) \*\/\n {2}(\w+)\?:/g;

/** An option's attribute, as a browser reads it back: `data-customer-id` is `customerId`. */
function attributeOf(option: string): string {
  // Where the script comes from says it already.
  if (option === "baseUrl") return "";
  return `\`data-${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}\``;
}

test("every option of the widget is in docs/widget.md with its attribute and its sentence, and nothing else is", () => {
  const options = [...text("src/widget/chat-widget.ts").matchAll(OPTION)].map(([, sentence, option = ""]) =>
    [`\`${option}\``, attributeOf(option), sentence].join(" | "),
  );
  expect(options.length).toBeGreaterThan(5);
  const documented = tableOf(text("docs/widget.md"), "Option").map((cells) => cells.join(" | "));
  expect(difference(options, documented)).toEqual(NO_DIFFERENCE);
});

test("the policy that docs/widget.md names is the one that the widget is tried under", () => {
  const policy = strictPolicy("https://chat.example.com");
  expect(policy).toStartWith("default-src 'none'; ");
  expect(text("docs/widget.md")).toContain(`\n${policy.replace("default-src 'none'; ", "")}\n`);
});
