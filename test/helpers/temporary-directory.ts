import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A directory that is gone when its holder is. Hold it with `using`. */
export class TemporaryDirectory implements Disposable {
  readonly path: string;

  /** In the system's own place for such things, or in another. */
  constructor(parent = tmpdir()) {
    this.path = mkdtempSync(join(parent, "deskbell-"));
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
