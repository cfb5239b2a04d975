import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Assets } from "./assets.ts";
import type { Environment } from "./context.ts";

/** Where requests go. */
export interface Destinations {
  readonly router: OpenAPIHono<Environment>;
  readonly assets: Assets;
  readonly channelApi: (request: Request) => Promise<Response>;
}

/** Sends a request to the API, the channel API or the pages. `/` leads to the dashboard. */
export function handleRequest(
  { router, assets, channelApi }: Destinations,
  options: { trustProxy: boolean },
): (request: Request, peer: string) => Response | Promise<Response> {
  return (request, peer) => {
    const path = pathOf(request.url);
    if (path.startsWith("/apps/")) return channelApi(request);
    if (request.method === "GET" || request.method === "HEAD") {
      if (path === "/") return new Response(null, { status: 302, headers: { location: "/dashboard" } });
      const asset = path.startsWith("/api/") ? undefined : assets.answer(path, request);
      if (asset) return asset;
    }
    return router.fetch(request, { address: options.trustProxy ? forwardedFor(request, peer) : peer });
  };
}

/** The path without building a URL: every request passes here. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const query = url.indexOf("?", start);
  return query === -1 ? url.slice(start) : url.slice(start, query);
}

/** The last address in the list is the one that our own proxy has seen; those before it anybody may have written. */
function forwardedFor(request: Request, peer: string): string {
  return request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || peer;
}
