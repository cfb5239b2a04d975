import { expect, test } from "bun:test";
import { type Correspondent, isSigned, readReplyAddress, replyAddress } from "./reply-address.ts";

const SECRET = "a secret of the desk's";
const INBOUND = "reply@chat.example.com";
const vera: Correspondent = {
  conversation: { id: 1_234_567, publicId: "cnv_1" },
  person: { id: 89, publicId: "cus_vera" },
};

function claim(address: string, inbound = INBOUND) {
  const read = readReplyAddress(inbound, address);
  if (!read) throw new Error(`${address} is not ours`);
  return read;
}

test("a signed address names its conversation and its person, whatever becomes of its letters on the way", () => {
  const address = replyAddress(INBOUND, SECRET, vera);
  expect(address).toBe(address.toLowerCase());
  for (const form of [address, address.toUpperCase(), ` ${address} `]) {
    expect(claim(form)).toMatchObject({ conversationId: 1_234_567, personId: 89 });
    expect(isSigned(SECRET, claim(form), vera)).toBe(true);
  }
});

test("it proves nothing for anybody else, for another conversation, or under another secret", () => {
  const read = claim(replyAddress(INBOUND, SECRET, vera));
  const omar = { ...vera, person: { id: 89, publicId: "cus_omar" } };
  const another = { ...vera, conversation: { id: 1_234_567, publicId: "cnv_2" } };
  expect(isSigned(SECRET, read, omar)).toBe(false);
  expect(isSigned(SECRET, read, another)).toBe(false);
  expect(isSigned("another secret", read, vera)).toBe(false);
});

test("what stands before the @ fits a mail server's 64 characters, however many conversations there were", () => {
  const longest = {
    ...vera,
    conversation: { id: 2 ** 40, publicId: "c" },
    person: { id: 2 ** 36, publicId: "p" },
  };
  const address = replyAddress(`${"r".repeat(24)}@chat.example.com`, SECRET, longest);
  expect(address.indexOf("@")).toBeLessThanOrEqual(64);
  expect(() => replyAddress(`${"r".repeat(60)}@chat.example.com`, SECRET, longest)).toThrow(RangeError);
});

test.each([
  "reply@chat.example.com",
  "reply+@chat.example.com",
  "reply+1.2@chat.example.com",
  "reply+1.2.abcdefghijklmno@chat.example.com",
  "reply+1.2.abcdefghijklmnop@elsewhere.example.com",
  "other+1.2.abcdefghijklmnop@chat.example.com",
  "reply+1.2.abcdefghijklmno1@chat.example.com",
  "reply+-1.2.abcdefghijklmnop@chat.example.com",
  `reply+${"1".repeat(30)}.2.abcdefghijklmnop@chat.example.com`,
  "",
])("%j is none of ours", (address) => {
  expect(readReplyAddress(INBOUND, address)).toBeUndefined();
});
