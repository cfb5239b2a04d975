/** A stylesheet imports as its minified text (see `scripts/build.ts`), to be adopted by a document or shadow root. */
declare module "*.css" {
  const text: string;

  export { text as default };
}
