import type { Desk } from "../src/desk/desk.ts";
import { RateLimit } from "../src/http/rate-limit.ts";
import { buildRouter } from "../src/http/router.ts";
import { PROBLEMS } from "../src/protocol/errors.ts";
import { apiDocument } from "./api-document.ts";

/** The API's page as it should be now. */
export function describeApi(): string {
  const none = new RateLimit(1, () => 0);
  const router = buildRouter({
    // The description needs no desk: nothing is asked of it.
    desk: { publicUrl: () => "" } as Desk,
    limits: { messages: none, customers: none, signIns: none },
    allowedOrigins: [],
    watch: { isReady: async () => true, metrics: async () => new Response(), metricsToken: undefined },
    inbound: { secret: undefined, mailgunKey: undefined },
    onError: () => {},
  });
  const document = router.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Deskbell", version: "0" },
  });
  return apiDocument(document, PROBLEMS);
}
