import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Inside the checkout, so that snippets find what they import. */
const PLACE = `${ROOT}.cache/guides`;

/** A page of docs/guides, whose snippets a test runs: those that begin with a comment that names them. */
export class Guide implements Disposable {
  readonly #text: string;
  readonly #folder: string;

  constructor(name: string) {
    this.#text = readFileSync(`${ROOT}docs/guides/${name}.md`, "utf8");
    this.#folder = `${PLACE}/${name}`;
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Every command line of the page that is about us. */
  get commands(): string[] {
    const lines = this.#blocks("sh").flatMap((block) => block.trim().split("\n"));
    return lines.filter((line) => line.startsWith("npx deskbell "));
  }

  /** Runs a command line of the page; `npx deskbell` is this checkout's. Returns what it printed. */
  run(command: string, ...more: readonly string[]): string {
    const [_npx, _deskbell, ...words] = command.split(" ");
    const args = [`${ROOT}bin/deskbell.js`, ...words, ...more];
    const { status, stdout, stderr } = spawnSync("node", args, { encoding: "utf8" });
    if (status !== 0) throw new Error(stdout + stderr);
    return stdout;
  }

  /**
   * Loads a snippet as a module. `changes` are made in its text first: addresses that stand for the reader's own. Each must
   * occur. `exports` are the names that the test asks for, `given` what the page leaves to the reader.
   */
  async load<Exports extends object = object>(
    name: string,
    changes: Readonly<Record<string, string>> = {},
    exports: readonly (keyof Exports & string)[] = [],
    given: Readonly<Record<string, unknown>> = {},
  ): Promise<Exports> {
    let code = this.#snippet(name);
    for (const [from, to] of Object.entries(changes)) {
      if (!code.includes(from)) throw new Error(`${name} does not say ${from}`);
      code = code.replaceAll(from, to);
    }
    // Under a name of its own: a module is loaded once, and two browsers may run the same.
    const file = `${this.#folder}/${crypto.randomUUID()}.mjs`;
    writeFileSync(file, `${code}\nexport { ${exports.join(", ")} };\n`);
    // Names that nobody declares are looked for on the global object.
    Object.assign(globalThis, given);
    return (await import(pathToFileURL(file).href)) as Exports;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }

  #snippet(name: string): string {
    const found = this.#blocks("js").find((block) => block.startsWith(`// ${name}\n`));
    if (found === undefined) throw new Error(`The guide has no ${name}`);
    return found;
  }

  #blocks(language: string): string[] {
    return [...this.#text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
      ([, block = ""]) => block,
    );
  }
}
