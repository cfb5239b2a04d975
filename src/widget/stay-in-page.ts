/**
 * Puts `host` at the end of the page's body and keeps it there when the page swaps its body, as Turbo and its like do.
 * Calls `onReturn` after each return. Gives back a function that takes the host away for good.
 */
export function stayInPage(host: HTMLElement, onReturn: () => void): () => void {
  const observer = new MutationObserver(() => {
    // Once a frame at most: two scripts that each insist on the last word would otherwise stop the page.
    if (!host.isConnected) requestAnimationFrame(attach);
  });
  const attach = () => {
    const { body } = document;
    if (host.isConnected || !body) return;
    // Page caches clone the body, and with it the host as an empty shell.
    for (const shell of document.querySelectorAll(host.localName)) shell.remove();
    body.append(host);
    observer.observe(document.documentElement, { childList: true });
    observer.observe(body, { childList: true });
    onReturn();
  };
  // Earlier the bell would come before everything else in the order of the Tab key.
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", attach, { once: true });
  else attach();
  return () => {
    observer.disconnect();
    removeEventListener("DOMContentLoaded", attach);
    host.remove();
  };
}
