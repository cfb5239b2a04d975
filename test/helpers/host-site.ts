import { fileURLToPath } from "node:url";

/** One page of a site that embeds the widget. */
export interface HostPage {
  /** What stands in the body before the widget's script. */
  body?: string;
  /** What stands in the head. */
  head?: string;
  /** Attributes of the widget's script tag, such as `data-color="teal"`; false leaves the tag out. */
  widget?: string | false;
  /** Attributes of the root element, such as `dir="rtl"`. */
  root?: string;
  /** A content security policy. */
  policy?: string;
}

/** Somebody else's web site, on an origin of its own, with the desk's widget in its pages. */
export class HostSite implements Disposable {
  readonly url: string;
  readonly #server: Bun.Server<undefined>;

  /** `desk` is the origin of the desk; `pages` are by path, and scripts of the site's own by a path that ends in `.js`. */
  constructor(desk: string, pages: Readonly<Record<string, HostPage | string>> = { "/": {} }) {
    this.#server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch(request) {
        const page = pages[new URL(request.url).pathname];
        if (page === undefined) return new Response("", { status: 404 });
        if (typeof page === "string")
          return new Response(page, { headers: { "content-type": "text/javascript" } });
        const headers = new Headers({ "content-type": "text/html" });
        if (page.policy !== undefined) headers.set("content-security-policy", page.policy);
        return new Response(html(desk, page), { headers });
      },
    });
    this.url = `http://127.0.0.1:${this.#server.port}`;
  }

  [Symbol.dispose](): void {
    void this.#server.stop(true);
  }
}

/** The most that a strict page has to allow for the widget. */
export function strictPolicy(desk: string): string {
  return `default-src 'none'; script-src ${desk}; connect-src ${desk} ${desk.replace("http", "ws")}`;
}

/** The text of a script that pages under test are given. */
export async function scriptOf(specifier: string): Promise<string> {
  return Bun.file(fileURLToPath(import.meta.resolve(specifier))).text();
}

function html(desk: string, { body = "", head = "", widget = "", root = "" }: HostPage): string {
  return `<!doctype html>
<html lang="en" ${root}>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>A host page</title>
    ${head}
  </head>
  <body>
    <main><h1>A host page</h1>${body}</main>
    ${widget === false ? "" : `<script src="${desk}/widget.js" async ${widget}></script>`}
  </body>
</html>`;
}
