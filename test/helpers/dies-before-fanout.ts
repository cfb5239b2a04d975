import { parseDeskChannel } from "../../src/protocol/channels.ts";
import { Engine } from "../../src/realtime/engine.ts";

// The program, but for one thing: when it first learns that something was said, it is killed on the spot. The commit is
// on disk then, and nobody was told.
Engine.prototype.wake = (channels) => {
  for (const channel of channels)
    if (parseDeskChannel(channel)?.of === "conversation") process.kill(process.pid, "SIGKILL");
};
await import("../../src/main.ts");
