import type { Node, SourceFile } from "typescript/unstable/ast";
import { isIdentifier, isPropertyAccessExpression, isPropertyAssignment } from "typescript/unstable/ast/is";
import { API } from "typescript/unstable/async";
import type { FileSystem } from "typescript/unstable/fs";

/** What one source file says of the outside, as the compiler parsed it. */
export interface ParsedFile {
  /** Relative to the project's folder. */
  path: string;
  /** Every module it names: values and types, static and dynamic, imported and re-exported. */
  imports: readonly string[];
  /** Whether it speaks of the global `Bun`. */
  namesBun: boolean;
}

/** Parses every file of the compiler project `folder`/tsconfig.json that lies in `folder`. */
export async function parseProject(folder: string, fs?: FileSystem): Promise<ParsedFile[]> {
  const api = new API(fs === undefined ? { cwd: folder } : { cwd: folder, fs });
  try {
    const configuration = `${folder}/tsconfig.json`;
    const snapshot = await api.updateSnapshot({ openProjects: [configuration] });
    const project = snapshot.getProjects().find(({ configFileName }) => configFileName === configuration);
    if (project === undefined) throw new Error(`The compiler did not open ${configuration}`);
    const names = await project.program.getSourceFileNames();
    const own = names.filter((name) => name.startsWith(`${folder}/`) && !name.includes("/node_modules/"));
    return await Promise.all(
      own.map(async (name) => {
        const file = await project.program.getSourceFile(name);
        if (file === undefined) throw new Error(`The compiler did not hand out ${name}`);
        return { path: name.slice(folder.length + 1), imports: importsOf(file), namesBun: namesBun(file) };
      }),
    );
  } finally {
    await api.close();
  }
}

function importsOf(file: SourceFile): string[] {
  return file.imports.map((literal) => literal.getText(file).slice(1, -1));
}

function namesBun(node: Node): boolean {
  if (isIdentifier(node)) return node.text === "Bun";
  // A property of that name is another thing, unless it is the global object's.
  if (isPropertyAccessExpression(node))
    return namesBun(node.expression) || /^globalThis\??\.Bun$/.test(node.getText());
  if (isPropertyAssignment(node)) return namesBun(node.initializer);
  return node.forEachChild((child) => namesBun(child) || undefined) ?? false;
}
