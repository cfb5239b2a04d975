import { describe, expect, test } from "bun:test";
import { createHash, createHmac } from "node:crypto";
import { ChannelApiRefusal } from "./refusal.ts";
import { type RawRequest, verifySignature } from "./signed-request.ts";

const BYTES = new TextEncoder();

describe("Pusher's signature, in the query", () => {
  const key = { key: "278d425bdf160c739803", secret: "7ad3773142a6692b25b8" };
  const now = 1_353_088_179_000;
  const body = '{"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}';
  const published: RawRequest = {
    method: "POST",
    path: "/apps/3/events",
    query: new URLSearchParams({
      auth_key: key.key,
      auth_timestamp: "1353088179",
      auth_version: "1.0",
      body_md5: "ec365a775a4cd0599faeb73354201b6f",
      auth_signature: "da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c",
    }),
    headers: new Headers(),
    body: BYTES.encode(body),
  };

  test("fits the published vector", () => {
    verifySignature(published, [key], now);
  });

  test("covers parameters in any case and order, unescaped", () => {
    const query = new URLSearchParams(
      "Info=user_count,cache&auth_timestamp=1353088179&filter_by_prefix=presence-a%26b",
    );
    query.set("auth_key", key.key);
    query.set("auth_version", "1.0");
    const text =
      "GET\n/apps/3/channels\n" +
      `auth_key=${key.key}&auth_timestamp=1353088179&auth_version=1.0&filter_by_prefix=presence-a&b&info=user_count,cache`;
    query.set("auth_signature", hmac(key.secret, text));
    verifySignature(
      { ...published, method: "GET", path: "/apps/3/channels", query, body: BYTES.encode("") },
      [key],
      now,
    );
  });

  test("fits whether the path was signed as sent or decoded", () => {
    const path = "/apps/3/users/user%20one/terminate_connections";
    for (const signed of [path, "/apps/3/users/user one/terminate_connections"])
      verifySignature(resign({ ...published, path, body: BYTES.encode("{}") }, signed), [key], now);
  });

  test.each([
    ["another method", { method: "PUT" }],
    ["another path", { path: "/apps/4/events" }],
    ["another body", { body: BYTES.encode(`${body} `) }],
    ["an unsigned parameter added", { query: withParameter("info", "user_count") }],
    ["no signature", { query: withParameter("auth_signature", "") }],
    ["another version", { query: withParameter("auth_version", "2.0") }],
    ["another key", { query: withParameter("auth_key", "somebody-elses") }],
    ["no body_md5", { query: withParameter("body_md5", "") }],
  ] as const)("does not fit with %s", (_what, change) => {
    expect(refusedWith({ ...published, ...change }, now)).toBe(401);
  });

  test("holds for ten minutes before and after, not longer", () => {
    for (const seconds of [-600, 600]) verifySignature(published, [key], now + seconds * 1000);
    for (const seconds of [-601, 601]) expect(refusedWith(published, now + seconds * 1000)).toBe(401);
  });

  function withParameter(name: string, value: string): URLSearchParams {
    const query = new URLSearchParams(published.query);
    query.set(name, value);
    return query;
  }

  function resign(request: RawRequest, path: string): RawRequest {
    const query = new URLSearchParams({
      auth_key: key.key,
      auth_timestamp: "1353088179",
      auth_version: "1.0",
      body_md5: createHash("md5").update(request.body).digest("hex"),
    });
    query.set("auth_signature", hmac(key.secret, `POST\n${path}\n${query}`));
    return { ...request, query };
  }

  function refusedWith(request: RawRequest, at: number): number | undefined {
    return statusOf(() => verifySignature(request, [key], at));
  }
});

describe("Apinator's signature, in headers", () => {
  test.each([
    [
      "a publication",
      "test-secret-1",
      1_700_000_000,
      "POST",
      "/apps/123/events",
      '{"name":"new-message","channel":"chat","data":"{\\"hello\\":\\"world\\"}"}',
      "5b4fc4e2359786bf85a6563cfb35fda3370ad50e4c1e3ed86994eea6b6184ff5",
    ],
    [
      "a request without a body",
      "test-secret-2",
      1_700_000_100,
      "GET",
      "/apps/123/channels",
      "",
      "f4d9a4b8914a18d81484f14bedcf0ec8cc62839798f3d858cf822d8d54bdfd13",
    ],
    [
      "a query, which is not signed",
      "test-secret-3",
      1_700_000_200,
      "GET",
      "/apps/123/channels?filter_by_prefix=private-",
      "",
      "21069d0104b25071369f7aa8ce840fcae0875e08ca558639cf642c53ca55c959",
    ],
  ] as const)("fits the vector of %s", (_what, secret, seconds, method, address, body, signature) => {
    const request = signed(method, address, body, { seconds, signature });
    verifySignature(request, [{ key: "k", secret }], seconds * 1000);
    const tampered = { ...request, body: BYTES.encode(`${body} `) };
    expect(statusOf(() => verifySignature(tampered, [{ key: "k", secret }], seconds * 1000))).toBe(401);
    const late = (seconds + 601) * 1000;
    expect(statusOf(() => verifySignature(request, [{ key: "k", secret }], late))).toBe(401);
    const foreign = [{ key: "another", secret }];
    expect(statusOf(() => verifySignature(request, foreign, seconds * 1000))).toBe(401);
  });

  function signed(
    method: string,
    address: string,
    body: string,
    { seconds, signature }: { seconds: number; signature: string },
  ): RawRequest {
    const url = new URL(address, "http://localhost");
    return {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: new Headers({
        "x-realtime-key": "k",
        "x-realtime-timestamp": String(seconds),
        "x-realtime-signature": signature,
      }),
      body: BYTES.encode(body),
    };
  }
});

function hmac(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}

function statusOf(call: () => void): number | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    if (error instanceof ChannelApiRefusal) return error.status;
    throw error;
  }
}
