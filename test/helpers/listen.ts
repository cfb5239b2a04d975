import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An Express program, as far as tests need to know it. */
export interface ExpressApp {
  listen(port: number, host: string): Server;
}

/** Lets an Express program listen on a free port of this machine. Hold it with `await using`. */
export async function listen(app: ExpressApp): Promise<{ url: string } & AsyncDisposable> {
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}
