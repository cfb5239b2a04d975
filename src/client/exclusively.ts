/** Runs `task` while no other tab runs one of the same name; where browsers can't tell, it just runs. */
export async function exclusively(name: string, task: () => Promise<void>): Promise<void> {
  let begun = false;
  const once = () => {
    begun = true;
    return task();
  };
  try {
    await globalThis.navigator?.locks?.request(`deskbell ${name}`, once);
  } catch (error) {
    if (begun) throw error;
  }
  if (!begun) await task();
}
