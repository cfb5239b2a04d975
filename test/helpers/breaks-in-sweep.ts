import { Engine } from "../../src/realtime/engine.ts";

// The program, but for one thing: a second after its start something throws that nobody thought of.
Engine.prototype.sweep = () => {
  throw new Error("Nobody thought of this");
};
await import("../../src/main.ts");
