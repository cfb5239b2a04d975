import { expect, test } from "bun:test";
import { lookupFor } from "./private-host.ts";

test("a name that stands for a private address is found nowhere", async () => {
  const answer = Promise.withResolvers<{ error: unknown; address: unknown }>();
  lookupFor({})("localhost", { all: true }, (error, address) => answer.resolve({ error, address }));
  expect(await answer.promise).toEqual({
    error: expect.objectContaining({ code: "EPRIVATE", message: "localhost is at no public address" }),
    address: [],
  });
});

test("a public address is found as it is", async () => {
  const answer = Promise.withResolvers<unknown>();
  lookupFor({})("8.8.8.8", {}, (error, address) => answer.resolve(error ?? address));
  expect(await answer.promise).toBe("8.8.8.8");
});
