import { expect, test } from "bun:test";
import { signRequest } from "./request-signature.ts";

// The signatures are those that the two services publish for their own libraries.

const realtime = [
  [
    "test-secret-1",
    1700000000,
    "POST",
    "/apps/123/events",
    {},
    '{"name":"new-message","channel":"chat","data":"{\\"hello\\":\\"world\\"}"}',
    "5b4fc4e2359786bf85a6563cfb35fda3370ad50e4c1e3ed86994eea6b6184ff5",
  ],
  [
    "test-secret-2",
    1700000100,
    "GET",
    "/apps/123/channels",
    {},
    "",
    "f4d9a4b8914a18d81484f14bedcf0ec8cc62839798f3d858cf822d8d54bdfd13",
  ],
  [
    "test-secret-3",
    1700000200,
    "GET",
    "/apps/123/channels",
    { filter_by_prefix: "private-" },
    "",
    "21069d0104b25071369f7aa8ce840fcae0875e08ca558639cf642c53ca55c959",
  ],
] as const;

test.each(realtime)(
  "by headers, with %s at %d, %s %s %j %s is signed as published",
  (secret, at, ...rest) => {
    const [method, path, query, body, signature] = rest;
    expect(signRequest("apinator", { key: "k", secret }, { method, path, query, body }, at)).toEqual({
      headers: {
        "X-Realtime-Key": "k",
        "X-Realtime-Timestamp": String(at),
        "X-Realtime-Signature": signature,
      },
      query: {},
    });
  },
);

const pusher = { key: "278d425bdf160c739803", secret: "7ad3773142a6692b25b8" };

test("by query, a publication is signed as published", () => {
  const request = {
    method: "POST",
    path: "/apps/3/events",
    query: {},
    body: '{"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}',
  } as const;
  expect(signRequest("pusher", pusher, request, 1353088179)).toEqual({
    headers: {},
    query: {
      auth_key: "278d425bdf160c739803",
      auth_timestamp: "1353088179",
      auth_version: "1.0",
      body_md5: "ec365a775a4cd0599faeb73354201b6f",
      auth_signature: "da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c",
    },
  });
});

test("by query, parameters are signed in the order of their names, whatever order they came in", () => {
  const sign = (query: Record<string, string>) =>
    signRequest("pusher", pusher, { method: "GET", path: "/apps/3/channels", query, body: "" }, 1).query[
      "auth_signature"
    ];
  const signature = sign({ info: "user_count", filter_by_prefix: "presence-" });
  expect(sign({ filter_by_prefix: "presence-", info: "user_count" })).toBe(signature);
  expect(sign({ filter_by_prefix: "presence-x", info: "user_count" })).not.toBe(signature);
});
