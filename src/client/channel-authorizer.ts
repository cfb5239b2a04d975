import type { ChannelAuthorization } from "./customer-api.ts";
import { isPassing, OfflineError, ProblemError } from "./problem-error.ts";

/** Asks for the right to join channels with one socket; the answer is by channel name. */
export type ChannelAuthorizer = (
  socketId: string,
  channels: readonly string[],
) => Promise<Record<string, ChannelAuthorization>>;

export interface AuthEndpointOptions {
  /** Where the app's backend signs: gets `{socket_id, channel_name}` as JSON, answers `{auth, channel_data?}`. */
  authEndpoint: string;
  /** The endpoint takes `{socket_id, channels: […]}` as well, and answers `{channels: {name: {auth, channel_data?} or {status}}}`. */
  authInBatches?: boolean | undefined;
  /** Sent along, such as a token that says who asks. Asked for anew upon each request when it is a function. */
  authHeaders?: Record<string, string> | (() => Record<string, string>) | undefined;
}

/** The endpoint of a desk's own signs in batches. */
const DESK_ENDPOINT = /\/api\/realtime\/auth$/;

/** An authorizer that asks the app's backend. */
export function endpointAuthorizer(options: AuthEndpointOptions): ChannelAuthorizer {
  const { authEndpoint, authInBatches = DESK_ENDPOINT.test(authEndpoint) } = options;
  return authInBatches
    ? async (socketId, channels) => {
        const answer = await ask<BatchAnswer>(options, { socket_id: socketId, channels });
        return answer.channels;
      }
    : async (socketId, channels) => {
        const answers: Record<string, ChannelAuthorization> = {};
        const one = async (name: string) => {
          answers[name] = await askOne(options, { socket_id: socketId, channel_name: name });
        };
        await Promise.all(channels.map(one));
        return answers;
      };
}

interface BatchAnswer {
  channels: Record<string, ChannelAuthorization>;
}

/** What befalls one channel must not keep the others from being joined. */
async function askOne(options: AuthEndpointOptions, body: object): Promise<ChannelAuthorization> {
  try {
    return await ask<ChannelAuthorization>(options, body);
  } catch (error) {
    if (isPassing(error)) return { status: 503 };
    return { status: error instanceof ProblemError ? error.status : 400 };
  }
}

async function ask<Answer>(
  { authEndpoint, authHeaders }: AuthEndpointOptions,
  body: object,
): Promise<Answer> {
  const headers = typeof authHeaders === "function" ? authHeaders() : authHeaders;
  let response: Response;
  try {
    response = await fetch(authEndpoint, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  } catch (error) {
    throw new OfflineError("The authorisation endpoint can't be reached", { cause: error });
  }
  const { status } = response;
  if (!response.ok) throw refusal(`The authorisation endpoint answered ${status}`, status);
  try {
    const answer: Answer = await response.json();
    return answer;
  } catch {
    throw refusal("The authorisation endpoint did not answer with JSON", 400);
  }
}

function refusal(title: string, status: number): ProblemError {
  return new ProblemError({ title, status, code: "internal" });
}
