/** What one WebSocket of this process ever received, as text, in order. */
export type Received = readonly string[];

const received: string[][] = [];

/** Every socket since the last call, with all that came over it. */
export function takeReceived(): Received[] {
  return received.splice(0);
}

/**
 * The WebSocket as it is, with an ear at the wire: frames are written down before the client sees them. Import this
 * before the client, which takes the WebSocket that it finds.
 */
globalThis.WebSocket = class extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    const frames: string[] = [];
    received.push(frames);
    this.addEventListener("message", ({ data }) => frames.push(String(data)));
  }
};
