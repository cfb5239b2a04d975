/** What the desk knows of push messages, which others send. */
export interface PushSetup {
  /** The public key that browsers tie a subscription to, as base64url. */
  readonly key: string;
  /** Whether messages may be sent to this address of a push service, as far as the address itself tells. */
  readonly accepts: (endpoint: string) => boolean;
  /** Told when a message was queued that is due at once. */
  readonly wake: () => void;
}
