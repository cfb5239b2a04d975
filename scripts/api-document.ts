import type { buildRouter } from "../src/http/router.ts";

type OpenApi = ReturnType<ReturnType<typeof buildRouter>["getOpenAPI31Document"]>;
type Operation = NonNullable<NonNullable<OpenApi["paths"]>[string]["get"]>;

const METHODS = ["get", "post", "put", "delete"] as const;

const PREFACE = `# The HTTP API

JSON in both directions. Customers send \`Authorization: Bearer <token>\`; agents carry an http-only cookie and work from the
desk's own pages. No secret is ever part of an address. Unknown fields are refused, so that a misspelt one is noticed.

Every refusal is \`application/problem+json\` (RFC 9457) with a stable \`code\`; \`detail\` says what to do, and \`fields\` which
inputs are at fault. Any route may also answer \`internal\` or \`unavailable\`, and those that take a body \`malformed-json\`,
\`invalid-input\`, \`too-large\` or \`unsupported-media-type\`.

The machine-readable description is at \`/api/openapi.json\`; this page is written from it by \`npm run docs\`.
`;

/** The API's page, from the description that the routes themselves carry. */
export function apiDocument(
  document: OpenApi,
  problems: Record<string, { status: number; title: string }>,
): string {
  const routes = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? [describe(`${method.toUpperCase()} ${path}`, operation)] : [];
    }),
  );
  const codes = Object.entries(problems).map(
    ([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`,
  );
  const resources = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) => `- **${name}** \`${shape(schema)}\``,
  );
  return [
    PREFACE,
    ...routes,
    "## Resources\n",
    ...resources,
    "",
    "## Refusals\n",
    "| Code | Status | |",
    "|---|---|---|",
    ...codes,
    "",
  ].join("\n");
}

function describe(title: string, operation: Operation): string {
  const lines = [`## ${title}\n`, `${operation.summary}${operation.summary?.endsWith("?") ? "" : "."}\n`];
  const query = (operation.parameters ?? []).filter((one) => "in" in one && one.in === "query");
  if (query.length > 0)
    lines.push(`Query: ${query.map((one) => ("name" in one ? `\`${one.name}\`` : "")).join(", ")}.\n`);
  const body = operation.requestBody;
  if (body && "content" in body) lines.push(`Body: \`${shape(body.content["application/json"]?.schema)}\`\n`);
  for (const [status, answer] of Object.entries(operation.responses ?? {})) {
    if (!("description" in answer)) continue;
    if (status === "default") lines.push(`- ${answer.description}`);
    else
      lines.push(
        `- **${status}** ${answer.description}${withShape(answer.content?.["application/json"]?.schema)}`,
      );
  }
  return `${lines.join("\n")}\n`;
}

function withShape(schema: unknown): string {
  return schema ? `: \`${shape(schema)}\`` : "";
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  additionalProperties?: Schema | boolean;
}

/** A schema in one line: names of resources, unions, optional fields with a question mark. */
function shape(given: unknown): string {
  const schema = given as Schema;
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (schema.$ref) return schema.$ref.split("/").at(-1) ?? "";
  if (alternatives) return alternatives.map(shape).join(" or ");
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" or ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return `[${shape(schema.items ?? {})}, …]`;
  if (schema.properties) {
    const fields = Object.entries(schema.properties).map(
      ([name, one]) => `${name}${schema.required?.includes(name) ? "" : "?"}: ${shape(one)}`,
    );
    return `{ ${fields.join(", ")} }${[schema.type].flat().includes("null") ? " or null" : ""}`;
  }
  if (typeof schema.additionalProperties === "object")
    return `{ [name]: ${shape(schema.additionalProperties)} }`;
  return [schema.type ?? "any"].flat().join(" or ");
}
