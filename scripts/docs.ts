import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeApi } from "./describe-api.ts";

/** `npm run docs`: writes the pages that are made from code. */
writeFileSync(join(import.meta.dirname, "../docs/api.md"), describeApi());
