import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Kysely, sql } from "kysely";
import type { Tx } from "./group-commit.ts";
import { append, channelId, isLogEntry, readLogAfter } from "./log.ts";
import { migrations } from "./migrations/all.ts";
import { DataDirectoryInUse, openStore, type Store } from "./open-store.ts";

const CHANNEL = "private-conversation-cnv_1";
let directory: string;
let store: Store;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "deskbell-store-"));
  store = await openStore(directory);
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

describe("group commit", () => {
  test("units that arrive together wake their channels once, in one commit", async () => {
    const commits: string[][] = [];
    store.onCommit(({ channels }) => commits.push([...channels].toSorted()));
    await Promise.all([
      store.transact((tx) => say(tx, "a", "1")),
      store.transact((tx) => say(tx, "b", "2")),
      store.transact((tx) => say(tx, "a", "3")),
    ]);
    expect(commits).toEqual([["a", "b"]]);
  });

  test("a unit that fails leaves nothing behind and its neighbours are stored", async () => {
    const outcomes = await Promise.allSettled([
      store.transact((tx) => say(tx, CHANNEL, "kept")),
      store.transact(async (tx) => {
        await say(tx, CHANNEL, "dropped");
        await say(tx, "other", "dropped");
        throw new Error("changed my mind");
      }),
      store.transact((tx) => say(tx, CHANNEL, "kept too")),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await texts(CHANNEL)).toEqual(["kept", "kept too"]);
    expect(await texts("other")).toEqual([]);
  });

  test("a batch in which one unit fails after it has written is run again, and everything is there once", async () => {
    const runs: string[] = [];
    const woken: string[][] = [];
    store.onCommit(({ channels }) => woken.push([...channels]));
    const speak = (text: string) =>
      store.transact(async (tx) => {
        runs.push(text);
        return await say(tx, CHANNEL, text);
      });
    const outcomes = await Promise.allSettled([
      speak("first"),
      store.transact(async (tx) => {
        await say(tx, "other", "dropped");
        throw new Error("changed my mind");
      }),
      speak("second"),
    ]);
    expect(runs).toEqual(["first", "first", "second"]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await texts(CHANNEL)).toEqual(["first", "second"]);
    expect(await texts("other")).toEqual([]);
    expect(woken).toEqual([[CHANNEL]]);
  });

  test("a batch whose transaction the database has dropped is refused whole, and keeps nothing", async () => {
    const outcomes = await Promise.allSettled([
      store.transact((tx) => say(tx, CHANNEL, "before")),
      // What SQLite does by itself when the disk fails under it, and what a unit may not even notice.
      store.transact((tx) => sql`rollback`.execute(tx.db)),
      store.transact((tx) => say(tx, CHANNEL, "after")),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(await texts(CHANNEL)).toEqual([]);
    await store.transact((tx) => say(tx, CHANNEL, "later"));
    expect(await texts(CHANNEL)).toEqual(["later"]);
  });

  test("a unit that is refused before it has written is left out, and nobody is run again for it", async () => {
    let runs = 0;
    const [said, refused] = await Promise.allSettled([
      store.transact(async (tx) => {
        runs += 1;
        return await say(tx, CHANNEL, "kept");
      }),
      store.transact(async (tx) => {
        await tx.db.selectFrom("channel").select("id").execute();
        throw new Error("not yours");
      }),
    ]);
    expect([said.status, refused.status, runs]).toEqual(["fulfilled", "rejected", 1]);
    expect(await texts(CHANNEL)).toEqual(["kept"]);
  });

  test("a failed unit wakes nobody", async () => {
    const woken: string[] = [];
    store.onCommit(({ channels }) => woken.push(...channels));
    const failing = store.transact(async (tx) => {
      await say(tx, CHANNEL, "never");
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    await store.transact((tx) => say(tx, "other", "yes"));
    expect(woken).toEqual(["other"]);
  });

  test("a reader sees nothing of a unit before its commit", async () => {
    let seenMeanwhile: unknown;
    await store.transact(async (tx) => {
      await say(tx, CHANNEL, "on its way");
      seenMeanwhile = await texts(CHANNEL);
    });
    expect(seenMeanwhile).toEqual([]);
    expect(await texts(CHANNEL)).toEqual(["on its way"]);
  });
});

describe("the log", () => {
  test("numbers run from 1 without holes, whatever was rolled back between", async () => {
    for (let i = 0; i < 5; i++) {
      await store.transact((tx) => say(tx, CHANNEL, `${i}`));
      await store
        .transact(async (tx) => {
          await say(tx, CHANNEL, "dropped");
          throw new Error("rolled back");
        })
        .catch(() => {});
    }
    const { entries, top } = await read(CHANNEL, 0);
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(top).toBe(5);
  });

  test("a read is cut at its limit and still tells the top", async () => {
    for (let i = 0; i < 5; i++) await store.transact((tx) => say(tx, CHANNEL, `${i}`));
    const logs = await store.readLogs(new Map([[CHANNEL, 1]]), 2);
    expect(logs.get(CHANNEL)?.entries.map(({ seq }) => seq)).toEqual([2, 3]);
    expect(logs.get(CHANNEL)?.top).toBe(5);
  });

  test("a channel that nobody has written to is empty, not missing", async () => {
    expect(await read("private-conversation-new", 0)).toEqual({ entries: [], top: 0 });
  });

  test("followers read all channels in the order of commits", async () => {
    await store.transact((tx) => say(tx, "b", "first"));
    await store.transact((tx) => say(tx, "a", "second"));
    const [first, second] = await readLogAfter(store.db, 0, 10);
    expect([first?.data, second?.data].map((data) => JSON.parse(data ?? "").text)).toEqual([
      "first",
      "second",
    ]);
    expect(await readLogAfter(store.db, second?.id ?? 0, 10)).toEqual([]);
  });

  test("[wall] only what was read from disk passes for a log entry", async () => {
    await store.transact((tx) => say(tx, CHANNEL, "real"));
    const entry = (await read(CHANNEL, 0)).entries[0];
    if (!entry) throw new Error("the entry is missing");
    expect(isLogEntry(entry)).toBe(true);
    expect(isLogEntry({ ...entry })).toBe(false);
    expect(isLogEntry(Object.create(entry))).toBe(false);
    expect(isLogEntry(Object.setPrototypeOf({ ...entry }, Object.getPrototypeOf(entry)))).toBe(false);
    const Forged = entry.constructor as new (...args: unknown[]) => unknown;
    expect(() => new Forged(Symbol("from disk"), CHANNEL, entry)).toThrow("never made");
  });
});

describe("the data directory", () => {
  test("belongs to one process at a time", async () => {
    await expect(openStore(directory)).rejects.toThrow(DataDirectoryInUse);
  });

  test("keeps everything, and the epoch, over a restart", async () => {
    const { epoch } = store;
    await store.transact((tx) => say(tx, CHANNEL, "still here"));
    await store.close();
    store = await openStore(directory);
    expect(store.epoch).toBe(epoch);
    expect(await texts(CHANNEL)).toEqual(["still here"]);
  });

  test("is not touched when a newer Deskbell wrote it", async () => {
    await store.close();
    const file = new DatabaseSync(join(directory, "deskbell.db"));
    file.exec("insert into migration values (9999, 'from the future', 0)");
    file.close();
    await expect(openStore(directory)).rejects.toThrow("restore the backup");
    const mended = new DatabaseSync(join(directory, "deskbell.db"));
    mended.exec("delete from migration where number = 9999");
    mended.close();
    store = await openStore(directory);
  });

  test("is copied before an upgrade, and the copy is whole", async () => {
    await store.transact((tx) => say(tx, CHANNEL, "before"));
    await store.close();
    const further = { number: 1_000, name: "further", up: async () => {} };
    store = await openStore(directory, { steps: [...migrations, further], now: () => 7 });
    const copies = readdirSync(directory).filter((name) => name.startsWith("before-upgrade-from-"));
    expect(copies).toEqual([`before-upgrade-from-${migrations.at(-1)?.number}-7.db`]);
    const copy = new DatabaseSync(join(directory, copies[0] ?? ""), { readOnly: true });
    expect(copy.prepare("select count(*) as rows from log").get()).toEqual({ rows: 1 });
    copy.close();
  });

  test("stays as it was, with nothing beside it, when there is no room for the copy", async () => {
    await store.close();
    const before = readdirSync(directory);
    const upgrade = `
      const { openStore } = await import(${JSON.stringify(join(import.meta.dirname, "open-store.ts"))});
      const { migrations } = await import(${JSON.stringify(join(import.meta.dirname, "migrations/all.ts"))});
      const further = { number: 1_000, name: "further", up: async () => {} };
      await openStore(${JSON.stringify(directory)}, { steps: [...migrations, further] }).catch(({ message }) => console.log(message));`;
    // Files of this process may have 100 kB, and the copy needs more.
    const small = 'trap "" XFSZ; ulimit -f 200; exec "$0" -e "$1"';
    const { stdout } = spawnSync("sh", ["-c", small, process.execPath, upgrade]);
    expect(String(stdout)).toContain("can't be used: disk I/O error");
    expect(readdirSync(directory)).toEqual(before);
    store = await openStore(directory);
  });

  test("stays as it was when an upgrade fails", async () => {
    await store.close();
    const broken = {
      number: 1_000,
      name: "broken",
      up: async (db: Kysely<unknown>) => {
        await db.schema.createTable("half").addColumn("id", "integer").execute();
        throw new Error("the upgrade broke");
      },
    };
    await openStore(directory, { steps: [...migrations, broken] }).then(
      () => expect.unreachable(),
      (error: Error) => expect(error.message).toBe("the upgrade broke"),
    );
    store = await openStore(directory);
    const tables = await sql<{ name: string }>`select name from sqlite_master`.execute(store.db);
    expect(tables.rows.map(({ name }) => name)).not.toContain("half");
  });
});

async function say(tx: Tx, channel: string, text: string): Promise<number> {
  return await append(tx, {
    channelId: await channelId(tx, channel),
    event: "message:new",
    data: (seq) => ({ seq, text }),
    at: 0,
  });
}

async function read(channel: string, after: number) {
  const logs = await store.readLogs(new Map([[channel, after]]), 100);
  const log = logs.get(channel);
  if (!log) throw new Error("every asked channel is answered");
  return log;
}

async function texts(channel: string): Promise<string[]> {
  return (await read(channel, 0)).entries.map(({ data }) => JSON.parse(data).text);
}
