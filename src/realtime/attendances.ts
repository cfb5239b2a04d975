import type { Subscription } from "./channel.ts";
import type { Attendance } from "./ports.ts";

/** Who is on the channels about which somebody wants to know, whatever the number of their tabs. */
export class Attendances {
  /** Sockets of a user on a channel, by both; absent when there is none. */
  readonly #sockets = new Map<string, number>();
  readonly #attendance: Attendance;

  constructor(attendance: Attendance) {
    this.#attendance = attendance;
  }

  get size(): number {
    return this.#sockets.size;
  }

  arrived({ channel, userId }: Subscription): void {
    if (userId === undefined || !this.#attendance.concerns(channel.name)) return;
    const key = keyOf(channel.name, userId);
    const before = this.#sockets.get(key) ?? 0;
    this.#sockets.set(key, before + 1);
    if (before === 0) this.#attendance.arrived(channel.name, userId);
  }

  left({ channel, userId }: Subscription, clean: boolean): void {
    if (userId === undefined || !this.#attendance.concerns(channel.name)) return;
    const key = keyOf(channel.name, userId);
    const before = this.#sockets.get(key) ?? 0;
    if (before > 1) this.#sockets.set(key, before - 1);
    else if (this.#sockets.delete(key)) this.#attendance.left(channel.name, userId, clean);
  }
}

/** A channel's name holds no space, so the pair reads one way only. */
function keyOf(channel: string, userId: string): string {
  return `${channel} ${userId}`;
}
