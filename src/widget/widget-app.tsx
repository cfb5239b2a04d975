/** Opens the chat in the bell's shadow root. */
export function startChat(root: ShadowRoot): void {
  root.append("");
}
