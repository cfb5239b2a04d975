import type { Codec } from "../protocol/codec.ts";
import type { Channel } from "./channel.ts";
import type { Connection } from "./connection.ts";
import type { Context } from "./context.ts";

/** Encodes a frame once for each dialect that asks for it. */
export class Encoded {
  readonly #texts: string[] = [];
  readonly #encode: (codec: Codec) => string;

  constructor(encode: (codec: Codec) => string) {
    this.#encode = encode;
  }

  for(codec: Codec): string {
    return (this.#texts[codec.dialect] ??= this.#encode(codec));
  }
}

/** Sends a frame to everybody who is live on a channel, but for one connection perhaps. */
export function broadcast(
  { outgoing }: Context,
  channel: Channel,
  encode: (codec: Codec) => string,
  except?: Connection,
): void {
  const encoded = new Encoded(encode);
  for (const { connection, state } of channel.subscribers)
    if (state === "live" && connection !== except) connection.enqueue(encoded.for(connection.codec));
  outgoing.soon();
}
