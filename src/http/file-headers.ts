/**
 * Headers for a file that somebody else made: it is saved under its name, never shown, and no browser guesses what it
 * might be.
 */
export function fileHeaders(name: string, type: string): Record<string, string> {
  // RFC 6266: a plain name for those who can't read the other one.
  const plain = name.replaceAll(/[^\w. -]/g, "_");
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return {
    "content-type": type,
    "content-disposition": `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "private, no-store",
  };
}
