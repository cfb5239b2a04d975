import type { Line, LiveConversation } from "./live-conversation.ts";

/** Tells the desk how far this person has read: forward only, one request at a time, and only what was on screen. */
export class ReadMarker {
  readonly #line: Line;
  readonly #conversation: LiveConversation;
  #posting = false;

  constructor(line: Line, conversation: LiveConversation) {
    this.#line = line;
    this.#conversation = conversation;
  }

  /** Everything shown has been read, once the page is visible. */
  advance = (): void => {
    this.stop();
    if (globalThis.document?.hidden) {
      document.addEventListener("visibilitychange", this.advance);
      return;
    }
    const { state, unread } = this.#conversation;
    const newest = state.messages[state.messages.length - 1];
    if (unread === 0 || !newest) return;
    this.#conversation.read(newest.seq);
    void this.#post();
  };

  stop(): void {
    globalThis.document?.removeEventListener("visibilitychange", this.advance);
  }

  async #post(): Promise<void> {
    const { api, retry, side } = this.#line;
    const { id } = this.#conversation;
    if (this.#posting || !id) return;
    this.#posting = true;
    const marker = () => this.#conversation.state.conversation?.readUpTo[side] ?? 0;
    try {
      for (let posted = 0; posted < marker(); ) {
        posted = marker();
        await retry.answer(() => api.markRead(id, marker()));
      }
    } catch {
      // Refused: the conversation is no longer ours, and says so by itself.
    }
    this.#posting = false;
  }
}
