import type { Engine } from "./engine.ts";
import type { HostedApp, HostedChannels } from "./hosted-app.ts";
import type { Entry } from "./ports.ts";

/** Keeps the engine's outside apps equal to a list that is told anew whenever something in it changed. */
export class HostedApps<E extends Entry> {
  readonly #engine: Engine<E>;
  readonly #onError: (error: unknown) => void;
  readonly #apps = new Map<string, { readonly app: HostedApp; readonly told: string }>();

  constructor(engine: Engine<E>, onError: (error: unknown) => void) {
    this.#engine = engine;
    this.#onError = onError;
  }

  /** Hosts these apps and no others. An app that can't be hosted is reported and left out; the others are hosted. */
  become(apps: readonly HostedApp[]): void {
    const ids = new Set(apps.map(({ id }) => id));
    for (const id of this.#apps.keys()) if (!ids.has(id)) this.#remove(id);
    for (const app of apps) {
      const told = JSON.stringify(app);
      if (this.#apps.get(app.id)?.told !== told) this.#put(app, told);
    }
  }

  /** An app together with its channels. */
  find(id: string): { app: HostedApp; channels: HostedChannels } | undefined {
    const known = this.#apps.get(id);
    const channels = this.#engine.hosted(id);
    return known && channels && { app: known.app, channels };
  }

  #put(app: HostedApp, told: string): void {
    try {
      this.#engine.putApp(app);
      this.#apps.set(app.id, { app, told });
    } catch (error) {
      this.#onError(error);
    }
  }

  #remove(id: string): void {
    this.#engine.removeApp(id);
    this.#apps.delete(id);
  }
}
