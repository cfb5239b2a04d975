import { expect, test } from "bun:test";
import fc from "fast-check";
import { type FormField, MalformedForm, readForm } from "./form.ts";

/** A form as the runtime itself writes it. */
async function written(form: FormData): Promise<FormField[]> {
  const response = new Response(form);
  const type = response.headers.get("content-type") ?? "";
  return readForm(type, new Uint8Array(await response.arrayBuffer()));
}

test("every byte of every field comes out as it went in, whatever it is", async () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  const name = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, bytes), { minLength: 1, maxLength: 6 }), async (fields) => {
      const form = new FormData();
      for (const [field, content] of fields) form.append(field, new File([content], `${field}.bin`));
      const read = await written(form);
      expect(read.map((field) => [field.name, [...field.bytes]])).toEqual(
        fields.map(([field, content]) => [field, [...content]]),
      );
    }),
    { numRuns: 100, seed: 7 },
  );
});

test("a file's name and type are kept, quotes and other letters included", async () => {
  const form = new FormData();
  form.set("text", "Grüße");
  form.set("attachment1", new File(["x"], 'the "bell" 谢谢.png', { type: "image/png" }));
  const [text, file] = await written(form);
  expect(text).toMatchObject({ name: "text", file: undefined });
  expect(Buffer.from(text?.bytes ?? []).toString()).toBe("Grüße");
  expect(file?.file).toEqual({ name: 'the "bell" 谢谢.png', type: "image/png" });
});

test("whatever the bytes, they are read or refused as malformed", () => {
  const pieces = fc.constantFrom(
    "--b1",
    "\r\n",
    "--",
    "\r\n\r\n",
    'Content-Disposition: form-data; name="a"',
    "x",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
      try {
        readForm("multipart/form-data; boundary=b1", Buffer.from(parts.join("")));
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedForm);
      }
    }),
    { numRuns: 2_000, seed: 7 },
  );
});
