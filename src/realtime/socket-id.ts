/** Random words are drawn in blocks, because a system call for each connection is felt in a reconnect storm. */
const BLOCK_WORDS = 1_024;
const block = new Uint32Array(BLOCK_WORDS);
let used = BLOCK_WORDS;

/**
 * A fresh socket id of the form `123.456`. Channel signatures bind to it, so it must be beyond guessing: 62 bits of
 * the system's secure randomness.
 */
export function newSocketId(): string {
  return `${randomWord()}.${randomWord()}`;
}

/** 31 bits: engines keep larger numbers as fractions, and take several times as long to spell them. */
function randomWord(): number {
  if (used === BLOCK_WORDS) {
    crypto.getRandomValues(block);
    used = 0;
  }
  const word = block[used] ?? 0;
  // A drawn word must not stay readable in memory: it may become a socket id that grants access.
  block[used] = 0;
  used += 1;
  return word >>> 1;
}
