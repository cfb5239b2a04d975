/** Two soft strikes of a bell: when each begins, in s, and how high it is, in Hz. */
const STRIKES = [
  { at: 0, pitch: 880 },
  { at: 0.14, pitch: 1174.66 },
] as const;
const RINGS_S = 0.5;
const LOUDNESS = 0.15;
/** As good as silent; an exponential never reaches 0. */
const SILENCE = 0.0001;

let context: AudioContext | undefined;

/** Whether the browser lets this page be heard; it does once somebody has clicked or typed there. */
export function canSound(): boolean {
  return context?.state === "running";
}

/** Gets ready to be heard; to be called while a click or a key is handled. False when the browser has no sound. */
export async function readyToSound(): Promise<boolean> {
  if (!("AudioContext" in globalThis)) return false;
  context ??= new AudioContext();
  await context.resume();
  return canSound();
}

/** Plays the tone. */
export function playTone(): void {
  if (!context) return;
  for (const { at, pitch } of STRIKES) {
    const begin = context.currentTime + at;
    const voice = context.createOscillator();
    const volume = context.createGain();
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(SILENCE, begin);
    volume.gain.exponentialRampToValueAtTime(LOUDNESS, begin + 0.01);
    volume.gain.exponentialRampToValueAtTime(SILENCE, begin + RINGS_S);
    voice.connect(volume).connect(context.destination);
    voice.start(begin);
    voice.stop(begin + RINGS_S);
  }
}
