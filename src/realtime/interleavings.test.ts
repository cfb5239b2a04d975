import { expect, test } from "bun:test";
import fc from "fast-check";
import { Latch } from "../../test/helpers/latch.ts";
import { type MemorySocket, memoryEngine, settled } from "../../test/helpers/memory-engine.ts";
import type { ReadFrame } from "../../test/helpers/memory-wire.ts";

/** One thing that happens. Reads and judgements begin when they are asked for and end when they are released. */
type Step =
  | { do: "commit"; channel: number; woken: boolean }
  | { do: "revoke" | "grant"; channel: number; user: number; woken: boolean }
  | { do: "subscribe"; channel: number; socket: number; since: "known" | "start" | "none" | "foreign" }
  | { do: "unsubscribe"; channel: number; socket: number }
  | { do: "lose"; socket: number }
  | { do: "release"; pick: number }
  | { do: "sweep" };

type Change = Extract<Step, { do: "revoke" | "grant" }>;

/** Who takes their time over each verdict, or who knows at once all that is true at that moment, and nothing later. */
type Judges = "slow" | "at once";

const CHANNELS = ["private-a", "private-b"];
const USERS = ["ada", "ben", "vera"];
const SOCKETS = 4;

const channel = fc.nat(CHANNELS.length - 1);
const socket = fc.nat(SOCKETS - 1);
const user = fc.nat(USERS.length - 1);
const pick = fc.nat(1_000);
const origin = fc.constantFrom("known", "known", "start", "none", "foreign");

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant("commit"), channel, woken: fc.boolean() }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("subscribe"), channel, socket, since: origin }) },
    { weight: 12, arbitrary: fc.record({ do: fc.constant("release"), pick }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("unsubscribe"), channel, socket }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom("revoke", "revoke", "grant"),
        channel,
        user,
        woken: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("lose"), socket }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("sweep") }) },
  ),
  { minLength: 10, maxLength: 80 },
);

test("[D2] [R2] [R4] [S10] in every order of commits, reads, judgements and cuts, each subscriber gets exactly what follows its position", async () => {
  const seen = { recovered: 0, reset: 0, refused: 0, evicted: 0, delivered: 0 };
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom<Judges>("slow", "at once"), async (script, judges) => {
      const run = new Run(judges);
      for (const step of script) {
        run.take(step satisfies Step);
        await settled();
        run.check();
      }
      await run.rest();
      for (const key of ["recovered", "reset", "refused", "evicted", "delivered"] as const)
        seen[key] += run.seen[key];
    }),
    { numRuns: 1_500, seed: 2_026 },
  );
  // Had one of these never happened, the law would have been held against nothing.
  for (const [what, times] of Object.entries(seen)) expect([what, times > 50]).toEqual([what, true]);
});

/** What one client knows of one channel, by the rules of recovery. */
interface Known {
  /** Everything up to here was seen or loaded. */
  position: number;
  asked: "known" | "start" | "none" | "foreign" | undefined;
  state: "out" | "asking" | "in";
}

class Run {
  readonly seen = { recovered: 0, reset: 0, refused: 0, evicted: 0, delivered: 0 };
  readonly #world = memoryEngine();
  readonly #latch = new Latch();
  readonly #sockets: { client: MemorySocket; user: string; read: number; known: Map<string, Known> }[] = [];
  /** The entry that took a user's access away, while it is taken. */
  readonly #revokedBy = new Map<string, number>();

  constructor(judges: Judges) {
    this.#world.log.latency = () => this.#latch.wait();
    if (judges === "at once")
      this.#world.world.judgeOf = (name) => {
        const revoked = new Set(this.#revokedBy.keys());
        return (userId) => !revoked.has(`${name} ${userId}`);
      };
    this.#world.world.allows = async (name, userId) => {
      await this.#latch.wait();
      const verdict = !this.#revokedBy.has(`${name} ${userId}`);
      await this.#latch.wait();
      return verdict;
    };
    for (let i = 0; i < SOCKETS; i++) this.#sockets.push(this.#connect(i));
  }

  take(step: Step): void {
    if (step.do === "release") return this.#latch.release(step.pick);
    if (step.do === "sweep") return this.#sweep();
    if (step.do === "lose") return this.#lose(step.socket);
    const name = CHANNELS[step.channel] ?? "";
    if (step.do === "commit") {
      this.#world.log.commit(name);
      if (step.woken) this.#world.engine.wake([name]);
    } else if (step.do === "subscribe") this.#subscribe(step.socket, name, step.since);
    else if (step.do === "unsubscribe") this.#unsubscribe(step.socket, name);
    else this.#changeAccess(name, USERS[step.user] ?? "", step);
  }

  /** Holds every frame that came since the last check against the law. */
  check(): void {
    for (const one of this.#sockets) {
      const { frames } = one.client.wire;
      for (const frame of frames.slice(one.read)) this.#judge(one, frame);
      one.read = frames.length;
    }
  }

  /** Lets everything come to rest, and nothing may be missing then, nor anything be held. */
  async rest(): Promise<void> {
    this.#latch.releaseAll();
    for (let i = 0; i < 3; i++) {
      await settled();
      this.#sweep();
    }
    await settled();
    this.check();
    for (const { known, user: name } of this.#sockets)
      for (const [on, { state, position }] of known) {
        expect(state).not.toBe("asking");
        if (state === "in") expect([name, on, position]).toEqual([name, on, this.#world.log.top(on)]);
        if (state === "in") expect(this.#revokedBy.has(`${on} ${name}`)).toBe(false);
      }
    for (const { client } of this.#sockets) client.peer.closed(true);
    this.#world.clock.time += 60_000;
    this.#world.engine.sweep();
    const { stats } = this;
    expect(Object.values(stats).every((count) => count === 0)).toBe(true);
    expect(this.#world.faults).toEqual([]);
  }

  get stats() {
    return this.#world.engine.stats();
  }

  #connect(index: number) {
    return {
      client: this.#world.connect(),
      user: USERS[index % USERS.length] ?? "",
      read: 1,
      known: new Map<string, Known>(),
    };
  }

  #sweep(): void {
    for (const { client } of this.#sockets) client.peer.receivedPong();
    this.#world.clock.time += 1_000;
    this.#world.engine.sweep();
  }

  #lose(index: number): void {
    const lost = this.#sockets[index];
    lost?.client.peer.closed(false);
    const fresh = this.#connect(index);
    // The device remembers what it has seen.
    for (const [name, { position }] of lost?.known ?? [])
      fresh.known.set(name, { position, asked: undefined, state: "out" });
    this.#sockets[index] = fresh;
  }

  #subscribe(index: number, name: string, asked: NonNullable<Known["asked"]>): void {
    const one = this.#sockets[index];
    if (!one) return;
    const known = one.known.get(name) ?? { position: 0, asked, state: "out" };
    if (known.state === "asking") return;
    one.known.set(name, {
      ...known,
      position: asked === "start" ? 0 : known.position,
      asked,
      state: "asking",
    });
    const { epoch } = this.#world.log;
    const since = {
      known: { epoch, seq: known.position },
      start: { epoch, seq: 0 },
      none: undefined,
      foreign: { epoch: "another", seq: known.position },
    }[asked];
    one.client.startSubscribing(name, one.user, since);
  }

  #unsubscribe(index: number, name: string): void {
    const one = this.#sockets[index];
    const known = one?.known.get(name);
    if (!one || !known) return;
    known.state = "out";
    one.client.send("realtime:unsubscribe", { data: { channel: name } });
  }

  #changeAccess(name: string, userId: string, { do: change, woken }: Change): void {
    const { seq } = this.#world.log.commit(name, true);
    const pair = `${name} ${userId}`;
    if (change === "grant") this.#revokedBy.delete(pair);
    else if (!this.#revokedBy.has(pair)) this.#revokedBy.set(pair, seq);
    if (woken) this.#world.engine.wake([name]);
  }

  #judge({ known, user: userId }: { known: Map<string, Known>; user: string }, frame: ReadFrame): void {
    const name = frame.channel ?? "";
    const own = known.get(name);
    if (!own) throw new Error(`A frame of a channel that was never asked for: ${JSON.stringify(frame)}`);
    if (frame.seq !== undefined) {
      expect(own.state).toBe("in");
      expect(frame.seq).toBe(own.position + 1);
      expect(frame.seq).toBeLessThan(this.#revokedBy.get(`${name} ${userId}`) ?? Number.POSITIVE_INFINITY);
      own.position = frame.seq;
      this.seen.delivered += 1;
    } else if (frame.event === "realtime:subscription_succeeded") {
      expect(own.state).toBe("asking");
      const { seq, recovered } = answerOf(frame);
      expect(recovered).toBe(
        { known: true, start: true, foreign: false, none: undefined }[own.asked ?? "none"],
      );
      if (recovered) this.seen.recovered += 1;
      else {
        this.seen.reset += 1;
        own.position = seq;
      }
      own.state = "in";
    } else {
      if (frame.event === "realtime:subscription_error") this.seen.refused += 1;
      else expect(frame.event).toBe("realtime:unsubscribed");
      if (frame.event === "realtime:unsubscribed") this.seen.evicted += 1;
      own.state = "out";
    }
  }
}

function answerOf({ data }: ReadFrame): { seq: number; recovered: boolean | undefined } {
  if (typeof data !== "object" || data === null || !("seq" in data)) throw new Error("An answer without seq");
  const recovered = "recovered" in data ? data.recovered === true : undefined;
  return { seq: Number(data.seq), recovered };
}
