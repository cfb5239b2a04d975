import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { linkParts } from "./link-parts.ts";

/** The addresses found in a text, as they stand in it. */
function links(text: string): string[] {
  return linkParts(text)
    .filter(({ href }) => href)
    .map((part) => part.text);
}

test("an address is found in the middle of a sentence", () => {
  expect(linkParts("See https://bells.example/a?b=c#d today")).toEqual([
    { text: "See " },
    { text: "https://bells.example/a?b=c#d", href: "https://bells.example/a?b=c#d" },
    { text: " today" },
  ]);
});

test("what closes a sentence or a bracket is not part of the address", () => {
  expect(links("Is it https://bells.example/x?")).toEqual(["https://bells.example/x"]);
  expect(links("(https://bells.example/x).")).toEqual(["https://bells.example/x"]);
  expect(links("https://bells.example/Bell_(instrument), yes")).toEqual([
    "https://bells.example/Bell_(instrument)",
  ]);
});

test("several addresses in one message are all found", () => {
  expect(links("http://a.example https://b.example\nHTTPS://C.example")).toEqual([
    "http://a.example",
    "https://b.example",
    "HTTPS://C.example",
  ]);
});

test("other schemes and broken addresses stay words", () => {
  for (const text of [
    "javascript:alert(1)",
    "data:text/html,x",
    "https://",
    "http://[",
    "xhttps://a.example",
  ])
    expect(links(text)).toEqual([]);
});

test("the parts joined are the message again, and every link is http or https", () => {
  const words = fc.constantFrom(
    "https://",
    "http://",
    "a.example",
    "/",
    "(",
    ")",
    ".",
    " ",
    "\n",
    "javascript:",
    "\u202e",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string())), (pieces) => {
      const text = pieces.join("");
      const parts = linkParts(text);
      expect(parts.map((part) => part.text).join("")).toBe(text);
      for (const { href } of parts) if (href) expect(href).toMatch(/^https?:\/\//);
    }),
  );
});
