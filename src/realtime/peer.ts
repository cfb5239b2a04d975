/** What the server that owns the socket tells the engine about it. None of these throws. */
export interface Peer {
  /** A text frame came in. */
  receive(text: string): void;
  /** The peer answered a protocol ping, or sent one of its own. */
  receivedPong(): void;
  /** The peer took some of what was buffered for it. */
  drained(): void;
  /** The socket is gone; `clean` when a closing handshake began with the peer. */
  closed(clean: boolean): void;
}
