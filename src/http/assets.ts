import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Named by content, so that a browser never has to ask again. */
const FOREVER = "public, max-age=31536000, immutable";
/** Named by role: asked for again, answered by 304 when it is the same. */
const REVALIDATE = "no-cache";

const TYPES: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".html": "text/html; charset=utf-8",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

/** Our own pages may talk to their own server and to nothing else; nobody may frame them (clickjacking). */
const OWN_PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; worker-src 'self'; " +
  "form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
/** The service worker shows and opens; it has nothing to load. */
const WORKER_POLICY = "default-src 'none'";
/** The demo page is a strict host page, so that the widget is always tried under one. */
const DEMO_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:; img-src 'self'";

const PAGES: Record<string, { file: string; policy: string }> = {
  "/dashboard": { file: "dashboard.html", policy: OWN_PAGE_POLICY },
  "/setup": { file: "dashboard.html", policy: OWN_PAGE_POLICY },
  "/invite": { file: "dashboard.html", policy: OWN_PAGE_POLICY },
  "/sign-in": { file: "dashboard.html", policy: OWN_PAGE_POLICY },
  "/chat": { file: "chat.html", policy: OWN_PAGE_POLICY },
  "/demo": { file: "demo.html", policy: DEMO_POLICY },
};

interface Asset {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
  readonly brotli: Uint8Array<ArrayBuffer>;
  readonly headers: Record<string, string>;
}

/** The built pages and scripts, read once and kept compressed. */
export class Assets {
  readonly #byPath = new Map<string, Asset>();

  /** `directory` is what the build wrote. Throws when it is not there. */
  constructor(directory: string) {
    const file = (name: string) => readFileSync(join(directory, name));
    for (const [path, { file: name, policy }] of Object.entries(PAGES))
      this.#add(path, name, file(name), {
        "cache-control": REVALIDATE,
        "content-security-policy": policy,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      });
    this.#add("/widget.js", "widget.js", file("widget.js"), {
      "cache-control": REVALIDATE,
      ...FOR_ANY_PAGE,
    });
    this.#add("/service-worker.js", "service-worker.js", file("service-worker.js"), {
      "cache-control": REVALIDATE,
      "content-security-policy": WORKER_POLICY,
      "x-content-type-options": "nosniff",
    });
    for (const name of readdirSync(join(directory, "assets")))
      this.#add(`/assets/${name}`, name, file(`assets/${name}`), {
        "cache-control": FOREVER,
        ...FOR_ANY_PAGE,
      });
  }

  /** The answer to a GET or HEAD of `path`; undefined when there is no such file. */
  answer(path: string, request: Request): Response | undefined {
    const asset = this.#byPath.get(path) ?? this.#byPath.get(deepLink(path));
    if (!asset) return undefined;
    if (request.headers.get("if-none-match") === asset.headers["etag"])
      return new Response(null, { status: 304, headers: asset.headers });
    const accepted = request.headers.get("accept-encoding") ?? "";
    const [body, encoding] = accepted.includes("br")
      ? [asset.brotli, "br"]
      : accepted.includes("gzip")
        ? [asset.gzip, "gzip"]
        : [asset.body, undefined];
    return new Response(request.method === "HEAD" ? null : body, {
      headers: encoding ? { ...asset.headers, "content-encoding": encoding } : asset.headers,
    });
  }

  #add(path: string, name: string, content: Buffer, headers: Record<string, string>): void {
    const body = new Uint8Array(content);
    this.#byPath.set(path, {
      body,
      gzip: new Uint8Array(gzipSync(body)),
      brotli: new Uint8Array(
        brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
      ),
      headers: {
        ...headers,
        "content-type": TYPES[extname(name)] ?? "application/octet-stream",
        etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
        vary: "accept-encoding",
      },
    });
  }
}

/** Host pages load these from another origin, some of them with `crossorigin`. */
const FOR_ANY_PAGE = {
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
  "x-content-type-options": "nosniff",
};

/** Compressing happens at every start: a middling quality keeps it to milliseconds. */
const BROTLI_QUALITY = 5;

/** The dashboard's own addresses all load the one page. */
function deepLink(path: string): string {
  return path.startsWith("/dashboard/") ? "/dashboard" : path;
}
