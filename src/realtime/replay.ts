/** More than this is never replayed: loading the state anew is cheaper then. */
export const REPLAY_MAX_ENTRIES = 200;
/** Nor is more than this, as it goes over the wire: with what waits already it must fit into what may wait for a reader. */
const REPLAY_MAX_BYTES = 3_000_000;
/** A reader for whom this much waits already is not sent the past on top of it. */
const BEHIND_BYTES = 1024 * 1024;
/** What a frame may make of one UTF-16 code unit of its data: `\u0001` of a control character. */
const BYTES_PER_CODE_UNIT_MAX = 6;

/**
 * Whether a reader can be sent all that it missed. Whoever is sent too much at once is dropped for it, comes back and
 * asks again, and is dropped again.
 */
export function canReplay(
  missed: readonly { readonly data: string }[],
  reader: { readonly bufferedBytes: number },
): boolean {
  if (missed.length === 0) return true;
  return isShort(missed) && reader.bufferedBytes <= BEHIND_BYTES;
}

function isShort(missed: readonly { readonly data: string }[]): boolean {
  let codeUnits = 0;
  for (const { data } of missed) codeUnits += data.length;
  // Which is so nearly always, and needs no encoding.
  if (codeUnits * BYTES_PER_CODE_UNIT_MAX <= REPLAY_MAX_BYTES) return true;
  let bytes = 0;
  for (const { data } of missed) bytes += Buffer.byteLength(JSON.stringify(data));
  return bytes <= REPLAY_MAX_BYTES;
}
