/** Stable codes of the HTTP API's problem details: status and title of each. Clients may branch on the code. */
export const PROBLEMS = {
  "malformed-json": { status: 400, title: "The body is not valid JSON" },
  "invalid-input": { status: 422, title: "Some fields are missing or wrong" },
  unauthenticated: { status: 401, title: "Sign in first" },
  "wrong-credentials": { status: 401, title: "The e-mail address or the password is wrong" },
  "invalid-identity": { status: 401, title: "The identity token is forged, expired or incomplete" },
  forbidden: { status: 403, title: "This is not yours to see or change" },
  "origin-refused": { status: 403, title: "Requests from this origin are not accepted" },
  "not-found": { status: 404, title: "There is nothing at this address" },
  "client-id-reused": { status: 409, title: "This clientId already belongs to a message with another text" },
  "email-taken": { status: 409, title: "Somebody with this e-mail address is already here" },
  "app-exists": { status: 409, title: "There is an app with this id or a key of this name already" },
  "webhook-off": { status: 409, title: "This webhook is switched off" },
  "already-taken": { status: 409, title: "Somebody else has this conversation by now" },
  "agent-full": { status: 409, title: "This agent has no room for another conversation" },
  "agent-away": { status: 409, title: "This agent is not there to answer" },
  "team-unknown": { status: 409, title: "There is no such team" },
  "team-exists": { status: 409, title: "There is a team of this name already" },
  "team-needed": { status: 409, title: "The desk needs this team" },
  "last-admin": { status: 409, title: "The desk needs an admin" },
  "unseen-reply": { status: 409, title: "A colleague has replied meanwhile" },
  "not-open": { status: 409, title: "This conversation is not open" },
  "agent-unknown": { status: 409, title: "There is no such agent" },
  "mail-off": { status: 409, title: "This desk has no mail for it" },
  "no-address": { status: 409, title: "The customer has not told an e-mail address" },
  "push-service-refused": { status: 409, title: "Nothing is pushed to this address" },
  "link-spent": { status: 410, title: "This link was used or has expired" },
  "too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "Send application/json" },
  "too-many-requests": { status: 429, title: "Too many requests; wait a moment" },
  "not-ready": { status: 503, title: "What was written did not come back in time" },
  internal: { status: 500, title: "Something went wrong on our side" },
  unavailable: { status: 503, title: "The server can't store anything just now; try again" },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

/** The body of every refused HTTP request: RFC 9457 problem details with a stable `code`. */
export interface Problem {
  type: "about:blank";
  title: string;
  status: number;
  code: ProblemCode;
  /** What to do about it, in a sentence. */
  detail?: string;
  /** The fields at fault, for `invalid-input`. */
  fields?: { path: string; message: string }[];
}

/**
 * Codes of error frames and of closes. The range tells a client what to do: 4000–4099 never come back as you are,
 * 4100–4199 come back after a pause, 4200–4299 come back at once, 4300 and up the connection stays open. What is not a
 * valid frame is told 4200 as well, as other servers do, with words of its own and no close.
 */
export const SOCKET_ERRORS = {
  4001: "There is no app with this key",
  4003: "This app is switched off",
  4005: "There is no such path",
  4006: "The version parameter is malformed",
  4007: "This protocol version is not spoken here",
  4008: "Name the protocol version: ?protocol=7",
  4009: "You are not accepted here",
  4100: "The server is at its limit; come back shortly",
  4200: "The server is restarting; come back at once",
  4201: "Nothing was heard from you in time",
  4301: "Too many client events; this one was dropped",
  4302: "The watchlist is too long; its beginning is watched",
  4303: "The client event is not allowed here",
} as const;

export type SocketErrorCode = keyof typeof SOCKET_ERRORS;

/** Whether a client that is closed with this code is expected back. */
export function mayComeBack(code: number): boolean {
  return code >= 4100 && code < 4300;
}
