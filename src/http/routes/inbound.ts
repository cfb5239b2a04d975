import { createHash, timingSafeEqual } from "node:crypto";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { type InboundEmail, UnreadableMail } from "../../desk/inbound/email.ts";
import { IGNORED_BECAUSE, receiveEmail } from "../../desk/inbound-email.ts";
import { Refusal } from "../../desk/refusal.ts";
import { answer, refused } from "../answers.ts";
import type { Environment } from "../context.ts";
import { type FormField, MalformedForm, readForm } from "../inbound/form.ts";
import { isSignedByMailgun } from "../inbound/mailgun-signature.ts";
import { problem } from "../problem.ts";

/** Mails with attachments, in the base64 of JSON. */
export const INBOUND_MAX_BYTES = 30 * 1024 * 1024;

/** How a mail provider proves itself. */
export interface InboundProofs {
  readonly secret: string | undefined;
  readonly mailgunKey: string | undefined;
}

const result = z.object({
  result: z.enum(["posted", "repeated", "ignored"]),
  because: z.enum(IGNORED_BECAUSE).optional(),
});

const BODIES = [
  "application/json",
  "multipart/form-data",
  "application/x-www-form-urlencoded",
  "message/rfc822",
] as const;

/** Mail comes in: from Postmark, SendGrid, Mailgun, or as it was sent. */
export function inboundRoutes(app: OpenAPIHono<Environment>, proofs: InboundProofs): void {
  // Only described here: a described route would read the body before anybody has proven themselves, and forms as text.
  app.openAPIRegistry.registerPath(DESCRIPTION);
  app.post(
    DESCRIPTION.path,
    bearsProof(proofs),
    bodyLimit({ maxSize: INBOUND_MAX_BYTES, onError: () => problem("too-large") }),
    async (context) => {
      const email = await readBody(context, proofs);
      return context.json(await receiveEmail(context.get("desk"), email), 200);
    },
  );
}

const DESCRIPTION = createRoute({
  method: "post",
  path: "/inbound/email",
  summary:
    "Hand over an answer that came by e-mail, in the form of Postmark, SendGrid or Mailgun, or as it was sent",
  request: {
    body: {
      required: true,
      content: Object.fromEntries(BODIES.map((type) => [type, { schema: z.any() }])),
    },
  },
  responses: {
    200: answer("What became of it; there is no need to hand it over again", result),
    default: refused(
      "mail-off",
      "unauthenticated",
      "malformed-json",
      "invalid-input",
      "too-large",
      "unsupported-media-type",
    ),
  },
});

/**
 * Asked before the body is read: a stranger's thirty megabytes are not wanted. Only with Mailgun's key the proof may
 * be in the body.
 */
function bearsProof(proofs: InboundProofs) {
  return createMiddleware<Environment>(async (context, next) => {
    if (context.get("desk").mail.inboundAddress === undefined)
      throw new Refusal("mail-off", "Have the operator set INBOUND_ADDRESS and INBOUND_SECRET.");
    const mayBeSigned = proofs.mailgunKey !== undefined && isForm(typeOf(context));
    if (!mayBeSigned && !bearsSecret(context, proofs.secret)) throw unproven();
    return next();
  });
}

async function readBody(context: Context<Environment>, proofs: InboundProofs): Promise<InboundEmail> {
  const type = typeOf(context);
  const body = new Uint8Array(await context.req.arrayBuffer());
  try {
    const email = await (isForm(type)
      ? readProvenForm(context, readForm(type, body), proofs)
      : readSingle(type, body));
    if (email) return email;
  } catch (error) {
    if (error instanceof MalformedForm || error instanceof UnreadableMail)
      throw new Refusal("invalid-input", `${error.message}.`);
    throw error;
  }
  throw new Refusal("invalid-input", "This is the form of no provider that is known here.");
}

async function readProvenForm(
  context: Context<Environment>,
  fields: readonly FormField[],
  { secret, mailgunKey }: InboundProofs,
): Promise<InboundEmail | undefined> {
  const isSigned =
    mailgunKey !== undefined && isSignedByMailgun(fields, mailgunKey, context.get("desk").now());
  if (!isSigned && !bearsSecret(context, secret)) throw unproven();
  // What reads mails is loaded for the first one: a desk that gets none starts sooner and is smaller.
  const [{ readSendgrid }, { readMailgun }] = await Promise.all([
    import("../inbound/sendgrid.ts"),
    import("../inbound/mailgun.ts"),
  ]);
  return (await readSendgrid(fields)) ?? (await readMailgun(fields));
}

async function readSingle(type: string, body: Uint8Array): Promise<InboundEmail | undefined> {
  if (/^message\/rfc822\b/i.test(type))
    return await (await import("../../desk/inbound/read-mail.ts")).readMail(body);
  if (!/^application\/json\b/i.test(type))
    throw new Refusal("unsupported-media-type", `Send one of ${BODIES.join(", ")}.`);
  const { readPostmark } = await import("../inbound/postmark.ts");
  return await readPostmark(parseJson(body));
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    throw new Refusal("malformed-json");
  }
}

const typeOf = (context: Context<Environment>) => context.req.header("content-type") ?? "";
const isForm = (type: string) => /^(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type);
const unproven = () =>
  new Refusal("unauthenticated", "Send INBOUND_SECRET as the password of Basic or as a bearer token.");

/** By `Authorization` alone: what stands in an address ends up in logs. */
function bearsSecret(context: Context<Environment>, secret: string | undefined): boolean {
  if (secret === undefined) return false;
  const [, scheme = "", credentials = ""] =
    /^(\S+) +(.*)$/.exec(context.req.header("authorization") ?? "") ?? [];
  const isBasic = scheme.toLowerCase() === "basic";
  if (!isBasic && scheme.toLowerCase() !== "bearer") return false;
  const said = isBasic ? Buffer.from(credentials, "base64").toString("utf8") : credentials;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  // Of `user:password` the user may be anything.
  return timingSafeEqual(digest(isBasic ? said.slice(said.indexOf(":") + 1) : said), digest(secret));
}
