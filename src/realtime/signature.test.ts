import { expect, test } from "bun:test";
import fc from "fast-check";
import { hmacSha256 } from "../http/serve.ts";
import { channelAuth, secretsOf, sign, verifyChannelAuth } from "./signature.ts";

const PUBLISHED = [
  [
    "7ad3773142a6692b25b8",
    "1234.1234:private-foobar",
    "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4",
  ],
  [
    "channel-secret-1",
    "1234.5678:private-orders",
    "a23ecad0d4ecfa34499ed5d61dd56e126027906d44fe5a181ac78ff084326f75",
  ],
  [
    "channel-secret-2",
    '2345.6789:presence-room:{"user_id":"u-1","user_info":{"name":"Alice"}}',
    "c65e6d60bc518553a373a056ee6166b6e7d44c9219f525df5730aefc0163b1f5",
  ],
] as const;

test.each(PUBLISHED)(
  "[S3] with the secret %s, %s is signed as the published libraries do",
  (secret, text, signature) => {
    expect(sign(secret, text)).toBe(signature);
    expect(hmacSha256(secret)(text)).toBe(signature);
  },
);

const secrets = secretsOf(
  [
    { key: "key-1", secret: "secret-1" },
    { key: "key-2", secret: "secret-2" },
  ],
  hmacSha256,
);
const auth = channelAuth("key-1", "secret-1", "1.2", "private-a", '{"user_id":"ada"}');

test("[S3] a signature holds for its own socket, channel and channel data, and any key of the app will do", () => {
  expect(verifyChannelAuth(secrets, auth, "1.2", "private-a", '{"user_id":"ada"}')).toBe(true);
  const other = channelAuth("key-2", "secret-2", "1.2", "private-a");
  expect(verifyChannelAuth(secrets, other, "1.2", "private-a", undefined)).toBe(true);
});

test.each([
  ["another socket", auth, "1.3", "private-a", '{"user_id":"ada"}'],
  ["another channel", auth, "1.2", "private-b", '{"user_id":"ada"}'],
  ["other channel data", auth, "1.2", "private-a", '{"user_id":"ben"}'],
  ["the same data spelt otherwise", auth, "1.2", "private-a", '{ "user_id":"ada"}'],
  ["channel data left out", auth, "1.2", "private-a", undefined],
  ["another key of the app", auth.replace("key-1", "key-2"), "1.2", "private-a", '{"user_id":"ada"}'],
  ["a foreign key", auth.replace("key-1", "key-3"), "1.2", "private-a", '{"user_id":"ada"}'],
  ["a key without a signature", "key-1:", "1.2", "private-a", '{"user_id":"ada"}'],
  ["a signature cut short", auth.slice(0, -1), "1.2", "private-a", '{"user_id":"ada"}'],
  ["a signature with something behind it", `${auth}0`, "1.2", "private-a", '{"user_id":"ada"}'],
  ["nothing", "", "1.2", "private-a", '{"user_id":"ada"}'],
])("[S3] a signature does not hold for %s", (_what, claimed, socketId, channel, channelData) => {
  expect(verifyChannelAuth(secrets, claimed, socketId, channel, channelData)).toBe(false);
});

test("[S3] a signature does not hold because the one before it did", () => {
  const holds = (claimed: string) =>
    verifyChannelAuth(secrets, claimed, "1.2", "private-a", '{"user_id":"ada"}');
  for (const claimed of [`${auth.slice(0, -1)}é`, `key-1:${"é".repeat(64)}`, auth.slice(0, -1), "key-1:"]) {
    expect(holds(auth)).toBe(true);
    expect(holds(claimed)).toBe(false);
  }
});

test("[S3] what the engine checks with signs any text with any secret as Node does, again and again", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ minLength: 100, maxLength: 200 }),
    fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
  );
  const secret = fc.oneof(
    fc.string({ unit: "binary", minLength: 1 }),
    fc.string({ minLength: 60, maxLength: 130 }),
  );
  fc.assert(
    fc.property(secret, fc.array(text, { minLength: 1, maxLength: 4 }), (key, texts) => {
      const signed = hmacSha256(key);
      for (const one of texts) expect(signed(one)).toBe(sign(key, one));
    }),
    { numRuns: 300 },
  );
});
