import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { CustomerApi } from "./customer-api.ts";
import { isPassing, OfflineError, ProblemError } from "./problem-error.ts";

/** What stands between us and the desk on a bad day: it answers whatever the test has put here. */
let answer: () => Response | Promise<Response> = () => new Response();
let asked: { method: string; path: string; headers: Headers; body: string }[] = [];
let gateway: Bun.Server<undefined>;

beforeAll(() => {
  gateway = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const body = await request.text();
      asked.push({ method: request.method, path: pathname + search, headers: request.headers, body });
      return answer();
    },
  });
});

afterAll(() => gateway.stop(true));

function api(): CustomerApi {
  asked = [];
  return new CustomerApi({ baseUrl: `http://127.0.0.1:${gateway.port}`, token: "secret" });
}

/** What the call was refused with. */
async function failure(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error("It was not refused");
}

describe("a request", () => {
  test("carries the token in a header and what is sent as JSON", async () => {
    answer = () => Response.json({ message: { id: "msg_1" } }, { status: 201 });
    const customer = api();
    expect(await customer.postMessage("cnv/1", { clientId: "c", text: "ä" })).toMatchObject({
      message: { id: "msg_1" },
    });
    expect(asked[0]).toMatchObject({
      method: "POST",
      path: "/api/conversations/cnv%2F1/messages",
      body: `{"clientId":"c","text":"ä"}`,
    });
    expect(asked[0]?.headers.get("authorization")).toBe("Bearer secret");
    expect(asked[0]?.headers.get("content-type")).toBe("application/json");
  });

  test("asks for the page of history before a message, and for channels by name", async () => {
    answer = () => Response.json({ channels: {} });
    const customer = api();
    await customer.messages("cnv_1", { before: 7, limit: 20 });
    await customer.messages("cnv_1");
    await customer.authorizeChannels("1.2", [`private-a`, `private-"b"`]);
    expect(asked.map(({ path }) => path)).toEqual([
      "/api/conversations/cnv_1/messages?limit=20&before=7",
      "/api/conversations/cnv_1/messages?limit=50",
      "/api/realtime/auth",
    ]);
    expect(JSON.parse(asked[2]?.body ?? "")).toEqual({
      socket_id: "1.2",
      channels: ["private-a", 'private-"b"'],
    });
  });
});

describe("a refusal of the desk", () => {
  test("is an error with the stable code, the status, what to do and the fields at fault", async () => {
    const fields = [{ path: "text", message: "is empty" }];
    answer = () =>
      Response.json(
        { type: "about:blank", title: "Wrong", status: 422, code: "invalid-input", detail: "Write.", fields },
        { status: 422 },
      );
    const error = await failure(api().openConversation({ clientId: "c", text: "" }));
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      message: "Wrong",
      code: "invalid-input",
      status: 422,
      detail: "Write.",
      fields,
    });
    expect(isPassing(error)).toBe(false);
  });

  test("says how long to wait when the desk has asked for patience", async () => {
    answer = () =>
      Response.json(
        { type: "about:blank", title: "Wait", status: 429, code: "too-many-requests" },
        { status: 429, headers: { "retry-after": "3" } },
      );
    const error = await failure(api().desk());
    expect(error).toMatchObject({ code: "too-many-requests", retryAfterMs: 3_000 });
    expect(isPassing(error)).toBe(true);
  });

  test.each([
    ["a desk that broke", 500, true],
    ["a proxy that refuses", 403, false],
    ["a proxy that finds the body too large", 413, false],
  ])("is one also without a word of why, from %s", async (_who, status, passing) => {
    answer = () => new Response("<h1>Sorry</h1>", { status });
    const error = await failure(api().desk());
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ code: "internal", status });
    expect(isPassing(error)).toBe(passing);
  });
});

describe("no answer of the desk", () => {
  test.each([502, 503, 504])("is what a gateway says with %i", async (status) => {
    answer = () => new Response("<h1>Bad gateway</h1>", { status });
    const error = await failure(api().desk());
    expect(error).toBeInstanceOf(OfflineError);
    expect(isPassing(error)).toBe(true);
  });

  test("is a hotel's sign-in page, although it says 200", async () => {
    answer = () => new Response("<h1>Welcome to the hotel</h1>");
    expect(await failure(api().desk())).toBeInstanceOf(OfflineError);
  });

  test("is a connection that nobody takes", async () => {
    const nobody = new CustomerApi({ baseUrl: "http://127.0.0.1:1" });
    expect(await failure(nobody.desk())).toBeInstanceOf(OfflineError);
  });

  test("is a refusal of a session that was replaced while the request was under way", async () => {
    const customer = api();
    answer = () => {
      customer.token = "another";
      return Response.json({ title: "Sign in", status: 401, code: "unauthenticated" }, { status: 401 });
    };
    expect(await failure(customer.conversations())).toBeInstanceOf(OfflineError);
    expect(await failure(customer.conversations())).toMatchObject({ code: "unauthenticated" });
  });
});
