import { expect, test } from "bun:test";
import fc from "fast-check";
import { hmacSha256 } from "../http/serve.ts";
import { secretsOf, verifyAuth, verifyChannelAuth } from "../realtime/signature.ts";
import { authorizeChannel, authorizeUser } from "./authorization.ts";

// The signatures are those that the two services publish for their own libraries.
const pusher = { key: "278d425bdf160c739803", secret: "7ad3773142a6692b25b8" };

const published = [
  [
    "7ad3773142a6692b25b8",
    "1234.1234",
    "private-foobar",
    undefined,
    "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4",
  ],
  [
    "7ad3773142a6692b25b8",
    "1234.1234",
    "presence-foobar",
    '{"user_id":10,"user_info":{"name":"Mr. Pusher"}}',
    "afaed3695da2ffd16931f457e338e6c9f2921fa133ce7dac49f529792be6304c",
  ],
  [
    "7ad3773142a6692b25b8",
    "1234.1234",
    "presence-foobar",
    '{"user_id":10,"user_info":{"name":"Mr. Channels"}}',
    "31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80",
  ],
  [
    "channel-secret-1",
    "1234.5678",
    "private-orders",
    undefined,
    "a23ecad0d4ecfa34499ed5d61dd56e126027906d44fe5a181ac78ff084326f75",
  ],
  [
    "channel-secret-2",
    "2345.6789",
    "presence-room",
    '{"user_id":"u-1","user_info":{"name":"Alice"}}',
    "c65e6d60bc518553a373a056ee6166b6e7d44c9219f525df5730aefc0163b1f5",
  ],
] as const;

test.each(published)("with the secret %s, %s on %s with %s is signed as published", (secret, ...rest) => {
  const [socketId, channel, data, signature] = rest;
  const { auth, channel_data } = authorizeChannel({ key: "k", secret }, socketId, channel, data);
  expect(auth).toBe(`k:${signature}`);
  expect(channel_data).toBe(data);
});

test("a user is signed in as published", () => {
  expect(authorizeUser(pusher, "1234.1234", { id: "12345" })).toEqual({
    auth: "278d425bdf160c739803:4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba",
    user_data: '{"id":"12345"}',
  });
});

test("null for channel data is none, as a program without types may say it", () => {
  expect(authorizeChannel(pusher, "1.2", "private-a", null)).toEqual(
    authorizeChannel(pusher, "1.2", "private-a"),
  );
});

test("channel data given as an object is the text that is signed and returned", () => {
  const vera = { user_id: "vera", user_info: { name: "Vera" } };
  const given = authorizeChannel(pusher, "1.2", "presence-lobby", vera);
  expect(given).toEqual(authorizeChannel(pusher, "1.2", "presence-lobby", JSON.stringify(vera)));
  expect(given.channel_data).toBe('{"user_id":"vera","user_info":{"name":"Vera"}}');
});

test("whatever is signed here, the engine accepts for that socket, channel and data alone", () => {
  const secrets = secretsOf([{ key: "k", secret: "s" }], hmacSha256);
  const socketId = fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `${a}.${b}`);
  const channel = fc.stringMatching(/^private-[A-Za-z0-9_\-=@,.;]{1,50}$/);
  fc.assert(
    fc.property(socketId, channel, fc.option(fc.string()), (socket, name, text) => {
      const data = text ?? undefined;
      const { auth } = authorizeChannel({ key: "k", secret: "s" }, socket, name, data);
      expect(verifyChannelAuth(secrets, auth, socket, name, data)).toBe(true);
      expect(verifyChannelAuth(secrets, auth, `1${socket}`, name, data)).toBe(false);
      expect(verifyChannelAuth(secrets, auth, socket, `${name}x`, data)).toBe(false);
      expect(verifyChannelAuth(secrets, auth, socket, name, `${data ?? ""} `)).toBe(false);
    }),
  );
});

test("the engine accepts a user's signature for exactly this text", () => {
  const { auth, user_data } = authorizeUser({ key: "k", secret: "s" }, "1.2", { id: "ada" });
  const secrets = secretsOf([{ key: "k", secret: "s" }], hmacSha256);
  expect(verifyAuth(secrets, auth, `1.2::user::${user_data}`)).toBe(true);
  expect(verifyAuth(secrets, auth, `1.3::user::${user_data}`)).toBe(false);
});

const wrongSocketIds = ["", "1234", "1.2:private-other", "1.2\n", "a.b", " 1.2", "1.2.3", undefined, 1.2];

test.each(wrongSocketIds)("%p is not signed: it is no socket id", (socketId) => {
  for (const attempt of [
    () => authorizeChannel(pusher, socketId as string, "private-a"),
    () => authorizeUser(pusher, socketId as string, { id: "ada" }),
  ])
    expect(attempt).toThrow(expect.objectContaining({ code: "invalid-argument" }));
});

const wrongChannels = ["", "private-a:b", "private a", "private-ü", `private-${"a".repeat(200)}`, undefined];

test.each(wrongChannels)("%p is not signed: it is no channel", (channel) => {
  expect(() => authorizeChannel(pusher, "1.2", channel as string)).toThrow(
    expect.objectContaining({ code: "invalid-argument" }),
  );
});

test.each([undefined, "", "{", "null", "[]", {}, { user_id: "" }, { user_id: null }])(
  "%j is not signed for a presence channel: it names no member",
  (data) => {
    const attempt = () => authorizeChannel(pusher, "1.2", "presence-a", data);
    expect(attempt).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  },
);

test.each([{}, { id: "" }, { id: 7 }, null, undefined])("%j is not signed in: it has no id", (user) => {
  expect(() => authorizeUser(pusher, "1.2", user as { id: string })).toThrow(
    expect.objectContaining({ code: "invalid-argument" }),
  );
});
