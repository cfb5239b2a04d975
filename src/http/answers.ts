import type { z } from "@hono/zod-openapi";
import type { ProblemCode } from "../protocol/errors.ts";
import { outputs } from "./shapes.ts";

/** A JSON answer in a route's description. */
export function answer<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { "application/json": { schema } } };
}

/** The refusals of a route, in its description: all share one shape, the code tells them apart. */
export function refused(...codes: ProblemCode[]) {
  return {
    description: `Refused: ${codes.map((code) => `\`${code}\``).join(", ")}`,
    content: { "application/problem+json": { schema: outputs.problem } },
  };
}

/** A JSON body in a route's description. */
export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { "application/json": { schema } } };
}
