import { describe, expect, test } from "bun:test";
import { ConfigError, readConfig, SETTINGS } from "./config.ts";

describe("settings", () => {
  test("have defaults that need no environment at all", () => {
    const config = readConfig([], {});
    expect(config).toMatchObject({ port: 3000, host: "127.0.0.1", dataDir: "./data", demo: false });
    expect(config.publicUrl).toBeUndefined();
  });

  test("come from the environment, and a flag of the same name wins", () => {
    const env = { PORT: "4000", PUBLIC_URL: "https://chat.example.com/" };
    expect(readConfig(["--port", "0"], env)).toMatchObject({
      port: 0,
      publicUrl: "https://chat.example.com",
    });
    expect(readConfig(["--port=5000"], env).port).toBe(5000);
    expect(readConfig(["--public-url=http://localhost"], env).publicUrl).toBe("http://localhost");
  });

  test("a switch needs no value", () => {
    expect(readConfig(["--demo", "--port", "1"], {})).toMatchObject({ demo: true, port: 1 });
    expect(readConfig(["--demo=0"], { DEMO: "1" }).demo).toBe(false);
  });

  test("an empty variable is one that is not set", () => {
    expect(readConfig([], { PORT: "" }).port).toBe(3000);
  });

  test("all faults are reported together, a line each", () => {
    const faults = faultsOf(["--prot", "--log-level=loud", "--host"], {
      PORT: "70000",
      PUBLIC_URL: "chat.example.com",
      ALLOWED_ORIGINS: "https://a.example/path",
      DEMO: "maybe",
    });
    expect(faults.map((line) => line.split(" ")[0])).toEqual([
      "--prot:",
      "--host",
      "PORT",
      "PUBLIC_URL",
      "DEMO",
      "ALLOWED_ORIGINS",
      "LOG_LEVEL",
    ]);
  });

  test.each(["-1", "1.5", "1e3", " 80", "x"])("PORT can't be %p", (port) => {
    expect(faultsOf([], { PORT: port })).toHaveLength(1);
  });

  test("mail settings that need another one say which", () => {
    expect(faultsOf([], { SMTP_URL: "smtp://mail.example.com" })).toEqual([
      "SMTP_URL needs MAIL_FROM beside it",
    ]);
    const inbound = { INBOUND_SECRET: "a long enough secret", IMAP_URL: "imaps://a:b@mail.example.com" };
    expect(faultsOf([], inbound)).toEqual([
      "INBOUND_SECRET needs INBOUND_ADDRESS beside it",
      "IMAP_URL needs INBOUND_ADDRESS beside it",
    ]);
    expect(faultsOf([], { ...inbound, INBOUND_ADDRESS: "Reply@chat.example.com" })).toEqual([]);
  });

  test.each([
    ["SMTP_URL", "mail.example.com:587"],
    ["SMTP_URL", "http://user:hunter2@mail.example.com"],
    ["IMAP_URL", "smtp://user:hunter2@mail.example.com"],
    ["MAIL_FROM", "Support"],
    ["MAIL_FROM", "Support <support@example.com>\r\nBcc: everybody@example.com"],
    ["INBOUND_ADDRESS", "reply+x@chat.example.com"],
    ["INBOUND_ADDRESS", `${"reply".repeat(5)}@chat.example.com`],
    ["INBOUND_SECRET", "hunter2"],
  ])("%s can't be %j, and no password is repeated", (variable, value) => {
    const [fault = ""] = faultsOf([], { [variable]: value });
    expect(fault.startsWith(`${variable} is `)).toBe(true);
    expect(fault).not.toContain("hunter2");
  });

  test("each explains itself in a sentence", () => {
    for (const { sentence } of Object.values(SETTINGS)) expect(sentence).toMatch(/^\S.*\.$/);
  });
});

function faultsOf(argv: string[], env: Record<string, string>): string[] {
  try {
    readConfig(argv, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split("\n");
    throw error;
  }
  return [];
}
