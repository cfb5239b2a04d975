/** Settles once something holds. It is asked on every turn of the event loop; the test's timeout is the only limit. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resume) => setImmediate(resume));
}
