import { PROBLEMS, type Problem, type ProblemCode } from "../protocol/errors.ts";

/** The answer to a refused request: RFC 9457 problem details with a stable code. */
export function problem(
  code: ProblemCode,
  more: { detail?: string | undefined; fields?: Problem["fields"]; headers?: Record<string, string> } = {},
): Response {
  const { status, title } = PROBLEMS[code];
  const body: Problem = {
    type: "about:blank",
    title,
    status,
    code,
    ...(more.detail === undefined ? {} : { detail: more.detail }),
    ...(more.fields === undefined ? {} : { fields: more.fields }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/problem+json", ...more.headers },
  });
}
