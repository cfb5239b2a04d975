import { Chat } from "../../src/client/chat.ts";

const { desk = "" } = document.querySelector<HTMLScriptElement>("script[data-desk]")?.dataset ?? {};
const identity = location.hash.slice(1) || undefined;
globalThis.chat = new Chat({ baseUrl: desk, identity });
void globalThis.chat.open();
