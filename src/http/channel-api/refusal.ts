import type { Dialect } from "../../protocol/app-settings.ts";

/** The channel API says no. `code` is stable; `status` is what the stock libraries branch on. */
export class ChannelApiRefusal extends Error {
  override name = "ChannelApiRefusal";
  readonly status: 400 | 401 | 403 | 404 | 413 | 429;
  readonly code: string;

  constructor(status: 400 | 401 | 403 | 404 | 413 | 429, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** A refusal as the caller's dialect spells it: problem details for Apinator, a short JSON body for Pusher. */
export function refusalResponse({ status, code, message }: ChannelApiRefusal, dialect: Dialect): Response {
  if (dialect === "apinator")
    return new Response(
      JSON.stringify({ type: "about:blank", title: message, status, detail: message, code }),
      {
        status,
        headers: { "content-type": "application/problem+json" },
      },
    );
  return new Response(JSON.stringify({ error: message, code }), {
    status,
    headers: { "content-type": "application/json" },
  });
}
