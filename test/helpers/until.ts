/** Anything that tells of its changes. */
interface Changing {
  onChange(listener: () => void): () => void;
}

/** Settles once `condition` holds, asked now and after each change of any of the sources. */
export async function until(condition: () => boolean, ...sources: readonly Changing[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const check = () => {
    if (condition()) resolve();
  };
  const stops = sources.map((source) => source.onChange(check));
  check();
  await promise;
  for (const stop of stops) stop();
}
