import type { Dialect } from "../protocol/app-settings.ts";
import type { Credentials } from "./authorization.ts";
import { DeskbellError } from "./deskbell-error.ts";
import { signRequest, type UnsignedRequest } from "./request-signature.ts";

/** The body of an answer. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** How one app's backend reaches the channel API. */
export interface ChannelApiOptions {
  /** Origin of the server, such as `https://chat.example.com`. */
  readonly origin: string;
  readonly appId: string;
  readonly credentials: Credentials;
  readonly dialect: Dialect;
  readonly timeoutMs: number;
}

/** A request, its path relative to the app's. */
export interface ChannelApiRequest extends Omit<UnsignedRequest, "path" | "body"> {
  readonly path: string;
  readonly body?: object;
}

/** Sends one signed request and returns the answer's JSON. Throws `DeskbellError` for everything but a 2xx. */
export async function callChannelApi(
  { origin, appId, credentials, dialect, timeoutMs }: ChannelApiOptions,
  request: ChannelApiRequest,
): Promise<JsonObject> {
  const path = `/apps/${encodeURIComponent(appId)}${request.path}`;
  const body = request.body === undefined ? "" : JSON.stringify(request.body);
  const signature = signRequest(dialect, credentials, { ...request, path, body }, secondsNow());
  const query = new URLSearchParams({ ...request.query, ...signature.query }).toString();
  const answer = await send(`${origin}${path}${query && `?${query}`}`, timeoutMs, {
    method: request.method,
    headers: { ...signature.headers, ...(body === "" ? {} : { "Content-Type": "application/json" }) },
    ...(body === "" ? {} : { body }),
  });
  if (!answer.ok) throw refusal(answer);
  const told = json(answer.text);
  if (told === undefined)
    throw new DeskbellError(
      "unreadable-answer",
      `What answered at ${origin} does not speak the channel API`,
      {
        status: answer.status,
      },
    );
  return told;
}

interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
  /** Where the server would rather be asked. */
  readonly location: string | null;
}

async function send(url: string, timeoutMs: number, request: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, {
      ...request,
      // A redirect followed would turn a publication into a GET, and carry the signature elsewhere.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { ok, status, headers } = response;
    return { ok, status, text: await response.text(), location: headers.get("location") };
  } catch (cause) {
    if (cause instanceof Error && cause.name === "TimeoutError")
      throw new DeskbellError("timed-out", `${new URL(url).origin} did not answer within ${timeoutMs} ms`, {
        cause,
      });
    throw new DeskbellError("unreachable", `${new URL(url).origin} could not be reached`, { cause });
  }
}

function refusal({ status, text, location }: Answer): DeskbellError {
  if (location !== null)
    return new DeskbellError("refused", `The server redirects to ${location}: use that as host`, { status });
  const told = json(text) ?? {};
  const code = typeof told["code"] === "string" ? told["code"] : "refused";
  const sentence = [told["detail"], told["title"], told["error"]].find((words) => typeof words === "string");
  return new DeskbellError(code, sentence ?? `The server answered ${status}`, { status });
}

/** Undefined for what is not a JSON object: a proxy on the way answers in HTML. */
function json(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function secondsNow(): number {
  return Math.floor(Date.now() / 1000);
}
