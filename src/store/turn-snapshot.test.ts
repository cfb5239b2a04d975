import { expect, test } from "bun:test";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { TemporaryDirectory } from "../../test/helpers/temporary-directory.ts";
import { openStore } from "./open-store.ts";
import { ensureSetting } from "./settings.ts";

test("a read sees what was committed before it in the same turn", async () => {
  using directory = new TemporaryDirectory();
  const store = await openStore(directory.path);
  const names = async () =>
    (await store.db.selectFrom("setting").select("name").where("name", "like", "turn-%").execute()).length;
  for (const before of [0, 1, 2]) {
    await store.transact(async (tx) => {
      // The look begins in the turn in which the commit follows.
      expect(await names()).toBe(before);
      await ensureSetting(tx, `turn-${before}`, () => "x");
      expect(await names()).toBe(before);
    });
    expect(await names()).toBe(before + 1);
  }
  await store.close();
});

test("a read sees what another program wrote, from the next turn on", async () => {
  using directory = new TemporaryDirectory();
  const store = await openStore(directory.path);
  const value = async () => {
    const read = store.db.selectFrom("setting").select("value").where("name", "=", "told");
    return (await read.executeTakeFirst())?.value;
  };
  using other = new DatabaseSync(join(directory.path, "deskbell.db"));
  expect(await value()).toBeUndefined();
  other.exec("insert into setting values ('told', 'beside')");
  expect(await value()).toBeUndefined();
  await new Promise((resume) => setImmediate(resume));
  expect(await value()).toBe("beside");
  await store.close();
});
