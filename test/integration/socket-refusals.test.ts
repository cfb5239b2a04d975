import { afterAll, beforeAll, expect, test } from "bun:test";
import { conversationChannel } from "../../src/protocol/channels.ts";
import { type Cast, cast } from "../helpers/cast.ts";
import { everythingStored } from "../helpers/database.ts";
import { TestSocket } from "../helpers/socket.ts";
import { type InProcessApp, startApp, startProcess } from "../helpers/start-app.ts";

const ALLOWED_ORIGIN = "https://shop.example";

let app: InProcessApp;
let people: Cast;
let conversationId: string;

beforeAll(async () => {
  app = await startApp({ env: { ALLOWED_ORIGINS: ALLOWED_ORIGIN } });
  people = await cast(app);
  await people.ada.comesOnline();
  conversationId = (await people.vera.opens("Hello")).conversation.id;
});

afterAll(() => app[Symbol.asyncDispose]());

/** Whatever happens meanwhile: nothing is written by it, and others are served as before. */
async function unharmed(what: () => Promise<void>): Promise<void> {
  const bystander = await people.ada.follows(conversationId);
  const before = everythingStored(app.dataDir);
  await what();
  expect(everythingStored(app.dataDir)).toBe(before);
  const said = await people.vera.says(conversationId, "Still there?");
  expect(await bystander.next()).toMatchObject({ event: "message:new", data: { id: said.id } });
  await bystander[Symbol.asyncDispose]();
}

const handshakes = [
  ["a key that no app has", 4001, { key: "mallory" }],
  ["a version that is none", 4006, { query: "protocol=7&version=%00" }],
  ["a protocol that is not spoken", 4007, { query: "protocol=99" }],
  ["no protocol", 4008, { query: "client=js" }],
  ["a page of another origin", 4009, { headers: { origin: "https://elsewhere.example" } }],
] as const;

test.each(handshakes)(
  "[C3] a handshake with %s is told %d by frame and by close",
  async (_, code, change) => {
    await unharmed(async () => {
      const socket = TestSocket.dial(app.url, { api: people.nobody, key: people.key, ...change });
      expect(await socket.next()).toMatchObject({ event: "realtime:error", data: { code } });
      expect((await socket.closed).code).toBe(code);
    });
  },
);

test("[C1] [C3] a path where no socket is served is told 4005 by frame and by close", async () => {
  await unharmed(async () => {
    const socket = TestSocket.dial(app.url, { api: people.nobody, key: `${people.key}/elsewhere` });
    expect(await socket.next()).toMatchObject({ event: "realtime:error", data: { code: 4005 } });
    expect((await socket.closed).code).toBe(4005);
  });
});

test("[C4] pages of an allowed origin and programs without one are let in", async () => {
  const origins: Record<string, string>[] = [{ origin: ALLOWED_ORIGIN }, { origin: app.url }, {}];
  for (const headers of origins) {
    await using socket = await TestSocket.open(app.url, { api: people.nobody, key: people.key, headers });
    await socket.silence();
  }
});

test("[C4] a server at its limit sends newcomers away with 4100, and lets the next in when somebody left", async () => {
  await using small = await startApp({ env: { MAX_CONNECTIONS: "1" } });
  const { vera, nobody, key } = await cast(small);
  const first = await vera.connects();
  const second = TestSocket.dial(small.url, { api: nobody, key });
  expect((await second.closed).code).toBe(4100);
  await first[Symbol.asyncDispose]();
  while (small.application.engine.stats().connections > 0) await vera.api.request("GET", "/health");
  await vera.connects();
});

const channel = () => conversationChannel(conversationId);

const malformed: Record<string, () => string> = {
  "broken JSON": () => '{"event":',
  "an empty text": () => "",
  "a list": () => "[]",
  null: () => "null",
  "a frame without an event": () => "{}",
  "an event that is a number": () => '{"event":7}',
  "an event of the server's": () =>
    JSON.stringify({ event: "realtime:subscription_succeeded", channel: channel(), data: "{}" }),
  "an event of the desk's": () =>
    JSON.stringify({ event: "message:new", channel: channel(), data: '{"text":"forged"}' }),
  "an event in another dialect": () => JSON.stringify({ event: "pusher:ping", data: {} }),
  "a subscription without a channel": () => JSON.stringify({ event: "realtime:subscribe", data: "{}" }),
  "a subscription whose data is not JSON": () => JSON.stringify({ event: "realtime:subscribe", data: "{" }),
  "a position of half an event": () =>
    JSON.stringify({ event: "realtime:subscribe", data: { channel: channel(), since: 0.5 } }),
  "JSON as deep as a frame may be": () => "[".repeat(60_000),
  "half a surrogate pair for an event": () => '{"event":"\\ud83d"}',
};

test.each(Object.entries(malformed))("[F3] %s is answered with 4200 and changes nothing", async (_, text) => {
  await unharmed(async () => {
    await using socket = await people.vera.follows(conversationId);
    socket.send(text());
    expect(await socket.next()).toMatchObject({ event: "realtime:error", data: { code: 4200 } });
    await socket.silence();
  });
});

test("[F1] [F3] a binary frame is answered with 4200", async () => {
  await unharmed(async () => {
    await using socket = await people.vera.connects();
    socket.sendBinary(new TextEncoder().encode('{"event":"realtime:ping"}'));
    expect(await socket.next()).toMatchObject({ event: "realtime:error", data: { code: 4200 } });
  });
});

test("[F4] a frame above 64 KiB closes the connection, and the program serves on", async () => {
  await unharmed(async () => {
    const socket = await people.vera.connects();
    socket.send({ event: "client-typing", channel: channel(), data: "x".repeat(70_000) });
    await socket.closed;
  });
});

test("[F4] a flood of malformed frames is closed with 4100", async () => {
  await unharmed(async () => {
    const socket = await people.vera.connects();
    for (let i = 0; i < 50; i++) socket.send("{");
    expect((await socket.closed).code).toBe(4100);
  });
});

test("[S3] [S7] a signature made for another socket, or by a stranger, is refused with 401", async () => {
  await unharmed(async () => {
    await using socket = await people.vera.connects();
    await using other = await people.vera.connects();
    const forgeries = [
      await other.authorize(channel()),
      { auth: `${people.key}:${"0".repeat(64)}`, channel_data: JSON.stringify({ user_id: people.vera.id }) },
      { auth: "" },
    ];
    for (const forgery of forgeries) {
      socket.requestSubscription(channel(), forgery);
      expect(await socket.next()).toMatchObject({
        event: "realtime:subscription_error",
        channel: channel(),
        data: { status: 401 },
      });
    }
  });
});

test("[S4] a signature for one person does not hold for another", async () => {
  await unharmed(async () => {
    await using socket = await people.omar.connects();
    const veras = await people.vera.connects();
    const { auth } = await veras.authorize(channel());
    socket.requestSubscription(channel(), {
      auth,
      channel_data: JSON.stringify({ user_id: people.omar.id }),
    });
    expect(await socket.next()).toMatchObject({
      event: "realtime:subscription_error",
      data: { status: 401 },
    });
  });
});

test("[G2] a client event on a channel one is not on is told 4303 and reaches nobody", async () => {
  await unharmed(async () => {
    await using socket = await people.omar.connects();
    socket.send({ event: "client-typing", channel: channel(), data: "{}" });
    expect(await socket.next()).toMatchObject({ event: "realtime:error", data: { code: 4303 } });
    await socket.silence();
  });
});

test("[G4] a flood of client events is told 4301, and the connection goes on", async () => {
  await using typist = await people.vera.follows(conversationId);
  for (let i = 0; i < 15; i++) typist.send({ event: "client-typing", channel: channel(), data: "{}" });
  expect(await typist.next()).toMatchObject({ event: "realtime:error", data: { code: 4301 } });
  await people.vera.says(conversationId, "Sorry, the cat.");
  expect((await typist.nextOf("message:new")).data.text).toBe("Sorry, the cat.");
});

test("[L4] a program that is asked to stop says 4200 to everybody, and ends", async () => {
  await using program = await startProcess();
  const { vera } = await cast(program);
  const socket = await vera.connects();
  const ended = program.stop();
  expect(await socket.nextOf("realtime:error")).toMatchObject({ data: { code: 4200 } });
  expect((await socket.closed).code).toBe(4200);
  expect(await ended).toBe(0);
});

test("[C3] who asks for a socket's address without wanting a socket is answered alike before and after one was opened there", async () => {
  const query = "protocol=7&client=js&version=1.0.0&page=once";
  const ask = async () => {
    const answer = await fetch(`${app.url}/app/${people.key}?${query}`);
    return [answer.status, await answer.text()];
  };
  const before = await ask();
  await using socket = await TestSocket.open(app.url, { api: people.vera.api, key: people.key, query });
  expect(socket.socketId).not.toBe("");
  expect(await ask()).toEqual(before);
  expect(before[0]).toBeGreaterThanOrEqual(400);
});
