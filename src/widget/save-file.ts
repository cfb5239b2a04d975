/** The browser has taken the file over by then. */
const HELD_MS = 60_000;

/** Fetches a file that a plain link could not get and saves it under `name`. Rejects when it can't be had. */
export async function saveFile(request: Request, name: string): Promise<void> {
  const response = await fetch(request);
  if (!response.ok) throw new Error(`The desk answered ${response.status}`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), HELD_MS);
}
