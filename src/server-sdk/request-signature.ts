import type { Dialect } from "../protocol/app-settings.ts";
import type { Credentials } from "./authorization.ts";
import { md5, sign } from "./sign.ts";

/** A request to the channel API before it is signed. */
export interface UnsignedRequest {
  readonly method: "GET" | "POST";
  /** As it will stand in the request line, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Empty for none. */
  readonly body: string;
}

/** What signing adds to a request. */
export interface Signature {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** Signs a request in the manner of a dialect. `seconds` since 1970 is now: the server refuses an old one. */
export function signRequest(
  dialect: Dialect,
  credentials: Credentials,
  request: UnsignedRequest,
  seconds: number,
): Signature {
  return dialect === "pusher"
    ? signQuery(credentials, request, seconds)
    : signHeaders(credentials, request, seconds);
}

/** Apinator: three headers. The query is not covered. */
function signHeaders(
  { key, secret }: Credentials,
  { method, path, body }: UnsignedRequest,
  seconds: number,
): Signature {
  const signed = [seconds, method, path, body === "" ? "" : md5(body)].join("\n");
  return {
    headers: {
      "X-Realtime-Key": key,
      "X-Realtime-Timestamp": String(seconds),
      "X-Realtime-Signature": sign(secret, signed),
    },
    query: {},
  };
}

/** Pusher: parameters of the query, signed together with all others in the order of their names, unescaped. */
function signQuery({ key, secret }: Credentials, request: UnsignedRequest, seconds: number): Signature {
  const parameters: Record<string, string> = {
    auth_key: key,
    auth_timestamp: String(seconds),
    auth_version: "1.0",
    ...(request.body === "" ? {} : { body_md5: md5(request.body) }),
  };
  const text = Object.entries({ ...request.query, ...parameters })
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const signature = sign(secret, [request.method, request.path, text].join("\n"));
  return { headers: {}, query: { ...parameters, auth_signature: signature } };
}
