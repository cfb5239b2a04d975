/** Calls a program's function, whose error is reported as uncaught and keeps nothing of ours from going on. */
export function guarded(call: () => void): void {
  try {
    call();
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
}
