import { expect, test } from "bun:test";
import { endpointAuthorizer } from "./channel-authorizer.ts";

test.each([true, false])(
  "an endpoint that never answers is given up on, in batches: %p",
  async (authInBatches) => {
    using silent = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => new Promise<Response>(() => {}),
    });
    const authorize = endpointAuthorizer({ authEndpoint: silent.url.href, authInBatches, timeoutMs: 1 });
    await expect(authorize("1.2", ["private-a"])).rejects.toMatchObject({ name: "TimeoutError" });
  },
);
