import { afterAll, expect, test } from "bun:test";
import { Client, type ClientOptions } from "./client.ts";
import { DeskbellError } from "./deskbell-error.ts";

// Servers that answer as no Deskbell does. What a Deskbell answers is tested against the program, in test/contract.
const servers: Bun.Server<undefined>[] = [];
afterAll(() => Promise.all(servers.map((server) => server.stop(true))));

function clientOf(
  answer: (request: Request) => Response | Promise<Response>,
  more: Partial<ClientOptions> = {},
) {
  const server = Bun.serve({ port: 0, fetch: answer });
  servers.push(server);
  return new Client({ appId: "3", key: "k", secret: "s", host: server.url.origin, ...more });
}

function clientAt(host: string) {
  return new Client({ appId: "3", key: "k", secret: "s", host });
}

const nowhere = clientAt("http://127.0.0.1:1");

/** How a call failed; throws if it did not. */
async function failure(attempt: () => unknown): Promise<DeskbellError> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof DeskbellError) return error;
    throw error;
  }
  throw new Error("The call succeeded");
}

function circle(): Record<string, unknown> {
  const round: Record<string, unknown> = {};
  return Object.assign(round, { round });
}

const wrongCalls: readonly [what: string, () => unknown][] = [
  ["no app id", () => new Client({ appId: "", key: "k", secret: "s" })],
  ["no key", () => new Client({ appId: "3", key: "", secret: "s" })],
  ["no secret", () => new Client({ appId: "3", key: "k" } as ClientOptions)],
  ["a host with a path", () => clientAt("https://a.example/chat")],
  ["a host that is none", () => clientAt("a b")],
  ["no channel", () => nowhere.trigger([], "news", {})],
  ["too many channels", () => nowhere.trigger(Array<string>(101).fill("a"), "news", {})],
  ["a channel that is none", () => nowhere.trigger("a b", "news", {})],
  ["an encrypted channel", () => nowhere.trigger("private-encrypted-a", "news", {})],
  ["an event without a name", () => nowhere.trigger("a", "", {})],
  ["an event with too long a name", () => nowhere.trigger("a", "n".repeat(201), {})],
  ["a reserved event", () => nowhere.trigger("a", "realtime:subscription_succeeded", {})],
  ["another reserved event", () => nowhere.trigger("a", "pusher_internal:member_added", {})],
  ["data that JSON does not know", () => nowhere.trigger("a", "news", undefined)],
  ["data that goes in a circle", () => nowhere.trigger("a", "news", circle())],
  ["data that is a bigint", () => nowhere.trigger("a", "news", 1n)],
  ["channel data that goes in a circle", () => nowhere.authenticate("1.2", "private-a", circle())],
  ["a user that goes in a circle", () => nowhere.authenticateUser("1.2", { id: "7", user_info: circle() })],
  ["no channel at all", () => nowhere.trigger(undefined as unknown as string, "news", {})],
  ["no batch at all", () => nowhere.triggerBatch(undefined as unknown as [])],
  ["no time to answer", () => new Client({ appId: "3", key: "k", secret: "s", timeoutMs: 0 })],
  ["endless time to answer", () => new Client({ appId: "3", key: "k", secret: "s", timeoutMs: Infinity })],
  ["a socket id that is none", () => nowhere.trigger("a", "news", {}, { socketId: "1" })],
  ["an empty batch", () => nowhere.triggerBatch([])],
  [
    "too large a batch",
    () => nowhere.triggerBatch(Array.from({ length: 11 }, () => ({ channel: "a", event: "e", data: 1 }))),
  ],
  ["a wrong event in a batch", () => nowhere.triggerBatch([{ channel: "a", event: "pusher:x", data: 1 }])],
  ["a user without id", () => nowhere.terminateConnections("")],
  ["the users of no channel", () => nowhere.users("")],
];

test.each(wrongCalls)("a call with %s is invalid-argument, before anything is sent", async (_, call) => {
  expect((await failure(call)).code).toBe("invalid-argument");
});

test("a server that is not there is unreachable", async () => {
  expect((await failure(() => nowhere.trigger("a", "news", {}))).code).toBe("unreachable");
});

test("a server that does not answer in time is given up on", async () => {
  const silent = clientOf(() => new Promise(() => undefined), { timeoutMs: 1 });
  expect((await failure(() => silent.trigger("a", "news", {}))).code).toBe("timed-out");
});

test("an answer that is not JSON is not taken for success", async () => {
  const proxy = clientOf(() => new Response("<h1>It works!</h1>"));
  expect((await failure(() => proxy.trigger("a", "news", {}))).code).toBe("unreadable-answer");
});

test("a page that is not there is not taken for a channel that nobody is on", async () => {
  const other = clientOf(() => new Response("<h1>Not found</h1>", { status: 404 }));
  expect(await failure(() => other.channel("a"))).toMatchObject({ code: "refused", status: 404 });
});

test("a redirect is not followed with the signature, but named", async () => {
  const asked: string[] = [];
  const moved = clientOf((request) => {
    asked.push(new URL(request.url).pathname);
    return Response.redirect("https://chat.example.com/elsewhere", 301);
  });
  expect(await failure(() => moved.trigger("a", "news", {}))).toMatchObject({
    code: "refused",
    status: 301,
    message: expect.stringContaining("https://chat.example.com/elsewhere"),
  });
  expect(asked).toEqual(["/apps/3/events"]);
});

test("a refusal without a reason still has its status", async () => {
  const gateway = clientOf(() => new Response("Bad gateway", { status: 502 }));
  expect(await failure(() => gateway.channels())).toMatchObject({ code: "refused", status: 502 });
});

test("a refusal says what the server says", async () => {
  const problem = { title: "Too large", detail: "10240 bytes at most", status: 413, code: "too-large" };
  const strict = clientOf(() => Response.json(problem, { status: 413 }));
  expect(await failure(() => strict.channels())).toMatchObject({
    code: "too-large",
    status: 413,
    message: "10240 bytes at most",
  });
});

const origins = [
  ["127.0.0.1:1", "http://127.0.0.1:1"],
  ["localhost:1", "http://localhost:1"],
  ["[::1]:1", "http://[::1]:1"],
  ["chat.invalid", "https://chat.invalid"],
  ["http://chat.invalid/", "http://chat.invalid"],
] as const;

test.each(origins)("the host %s is asked at %s", async (host, origin) => {
  const { message } = await failure(() => clientAt(host).channels());
  expect(message).toBe(`${origin} could not be reached`);
});
