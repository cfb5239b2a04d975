import { DatabaseSync, type StatementSync } from "node:sqlite";

/** Every query that this process has spelled since the last look. */
const spelled = new Set<string>();
let recording = true;

/** The database as it is, with an eye on what is asked of it. Import this before a database is opened. */
DatabaseSync.prototype.prepare = new Proxy<(sql: string) => StatementSync>(
  Reflect.get(DatabaseSync.prototype, "prepare"),
  {
    apply(prepare, database, [sql]: [string]) {
      if (recording) spelled.add(sql);
      return Reflect.apply(prepare, database, [sql]);
    },
  },
);

/** Runs something whose queries don't count. */
export function unrecorded<T>(run: () => T): T {
  recording = false;
  try {
    return run();
  } finally {
    recording = true;
  }
}

/**
 * The recorded queries that go through more conversations than they need: those that the database would answer by
 * looking at every one, or at every one of a person's or a team's, closed or not.
 */
export function strayReads(file: DatabaseSync): string[] {
  const asked = [...spelled].filter((sql) => /\b(from|update|join) "conversation"/.test(sql));
  spelled.clear();
  return unrecorded(() => asked.filter((sql) => planOf(file, sql).some(isStray)));
}

function planOf(file: DatabaseSync, sql: string): string[] {
  return file
    .prepare(`explain query plan ${sql}`)
    .all()
    .map(({ detail }) => String(detail));
}

function isStray(line: string): boolean {
  const [, how = "", by = ""] = /^(SCAN|SEARCH) conversation\b(.*)$/.exec(line) ?? [];
  if (how === "" || /INDEX (conversation_waiting|conversation_by_silence)\b/.test(by)) return false;
  return how === "SCAN" || !/INTEGER PRIMARY KEY|sqlite_autoindex|status=/.test(by);
}
