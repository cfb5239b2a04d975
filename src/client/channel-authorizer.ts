import type { ChannelAuthorization } from "./customer-api.ts";
import { isPassing, OfflineError, ProblemError } from "./problem-error.ts";

/**
 * Asks for the right to join channels with one socket; the answer is by channel name. What it rejects with is taken for a
 * failure of the moment, and it is asked again; a refusal is an answer, such as `{ status: 403 }`.
 */
export type ChannelAuthorizer = (
  socketId: string,
  channels: readonly string[],
) => Promise<Record<string, ChannelAuthorization>>;

export type AuthHeaders = Readonly<Record<string, string>>;

export interface AuthEndpointOptions {
  /** Where the app's backend signs: gets `{socket_id, channel_name}` as JSON, answers `{auth, channel_data?}`. */
  authEndpoint: string;
  /** The endpoint takes `{socket_id, channels: […]}` as well, and answers `{channels: {name: {auth, channel_data?} or {status}}}`. */
  authInBatches?: boolean | undefined;
  /** Sent along, such as a token that says who asks. Asked for anew upon each request when it is a function. */
  authHeaders?: AuthHeaders | (() => AuthHeaders | Promise<AuthHeaders>) | undefined;
  /** How long an answer may take, in ms. */
  timeoutMs?: number;
}

/** The endpoint of a desk's own signs in batches. */
const DESK_ENDPOINT = /\/api\/realtime\/auth$/;

const TIMEOUT_MS = 10_000;

/** Whether the endpoint takes many channels at once. */
export function takesBatches({ authEndpoint, authInBatches }: AuthEndpointOptions): boolean {
  return authInBatches ?? DESK_ENDPOINT.test(authEndpoint);
}

/** An authorizer that asks the app's backend: for one channel at a time, unless the endpoint takes batches. */
export function endpointAuthorizer(options: AuthEndpointOptions): ChannelAuthorizer {
  return takesBatches(options)
    ? async (socketId, channels) => {
        const answer = await ask<BatchAnswer>(options, { socket_id: socketId, channels });
        return answer.channels;
      }
    : async (socketId, [name = ""]) => {
        const body = { socket_id: socketId, channel_name: name };
        return { [name]: await ask<ChannelAuthorization>(options, body) };
      };
}

/**
 * Makes one of any authorizer that answers for every channel, with something that the server understands or with a status,
 * and that rejects only with what passes.
 */
export function dependable(authorize: ChannelAuthorizer): ChannelAuthorizer {
  return async (socketId, channels) => {
    let answers: Partial<Record<string, unknown>> = {};
    // Of what was answered with something else, or not at all.
    let status = 400;
    try {
      answers = (await authorize(socketId, channels)) ?? {};
    } catch (error) {
      if (!(error instanceof ProblemError)) throw new OfflineError("No authorisation came", { cause: error });
      if (isPassing(error)) throw error;
      status = error.status;
    }
    return Object.fromEntries(
      channels.map((name) => {
        const answer = answers[name];
        return [name, isAuthorization(answer) ? answer : { status }];
      }),
    );
  };
}

function isAuthorization(answer: unknown): answer is ChannelAuthorization {
  if (typeof answer !== "object" || answer === null) return false;
  const { auth, channel_data, status }: Partial<Record<string, unknown>> = { ...answer };
  if (auth === undefined) return typeof status === "number";
  return typeof auth === "string" && (channel_data == null || typeof channel_data === "string");
}

interface BatchAnswer {
  channels: Record<string, ChannelAuthorization>;
}

async function ask<Answer>(
  { authEndpoint, authHeaders, timeoutMs = TIMEOUT_MS }: AuthEndpointOptions,
  body: object,
): Promise<Answer> {
  const headers = typeof authHeaders === "function" ? await authHeaders() : authHeaders;
  const response = await fetch(authEndpoint, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const { ok, status } = response;
  if (!ok) throw refusal(`The authorisation endpoint answered ${status}`, status);
  const text = await response.text();
  try {
    const answer: Answer | null = JSON.parse(text);
    if (answer !== null) return answer;
  } catch {
    // As little use as null.
  }
  throw refusal("The authorisation endpoint answered with something else than an authorisation", 400);
}

function refusal(title: string, status: number): ProblemError {
  return new ProblemError({ title, status, code: "internal" });
}
