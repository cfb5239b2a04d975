import { expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { cast } from "../helpers/cast.ts";
import { query } from "../helpers/database.ts";
import { PushService } from "../helpers/push-service.ts";
import { PRIVATE_TOO } from "../helpers/push-world.ts";
import { startProcess } from "../helpers/start-app.ts";
import { TemporaryDirectory } from "../helpers/temporary-directory.ts";

const NODE_EXTRA_CA_CERTS = fileURLToPath(new URL("../fixtures/push-service.crt", import.meta.url));
const CONVERSATIONS = 4;

test.each([
  ["has not taken it", false],
  ["has taken it, which nobody heard", true],
])(
  "a program that is killed with a push message in flight, when the service %s, loses none and repeats that one at most",
  async (_, isTaken) => {
    using directory = new TemporaryDirectory();
    await using service = await PushService.open();
    const inFlight = Promise.withResolvers<void>();
    const death = Promise.withResolvers<void>();
    let isDead = false;
    let begun = 0;
    service.answer = async () => {
      if (isDead || ++begun < 2) return 201;
      inFlight.resolve();
      await death.promise;
      return isTaken ? 201 : 503;
    };
    const options = { dataDir: directory.path, env: { ...PRIVATE_TOO, NODE_EXTRA_CA_CERTS } };

    const first = await startProcess(options);
    const { ada, grace, vera } = await cast(first);
    await ada.api.expect("POST", "/api/me/push-subscriptions", service.subscribe("adas"));
    const opened: string[] = [];
    for (let n = 0; n < CONVERSATIONS; n++) {
      const { conversation } = await vera.opens("Is my order on its way?");
      await grace.api.expect("PUT", `/api/conversations/${conversation.id}/assignment`, {
        agentId: ada.id,
        evenIfAway: true,
      });
      opened.push(conversation.id);
    }
    await inFlight.promise;
    await first.kill();
    const states = () =>
      query(directory.path, "select kind, state from notice order by id").map(({ state }) => state);
    expect(states().filter((state) => state === "claimed")).toHaveLength(1);
    isDead = true;
    death.resolve();

    await using second = await startProcess(options);
    const assigned = () =>
      service.received.filter(({ payload }) => payload.title === "New conversation with Vera");
    while (new Set(assigned().map(({ topic }) => topic)).size < CONVERSATIONS)
      await service.pushes(service.received.length + 1);
    while (states().some((state) => state === "claimed" || state === "pending"))
      await new Promise((resume) => setImmediate(resume));

    const told = service.received.map(({ topic, payload }) => `${topic} ${payload.title}`);
    expect(new Set(assigned().map(({ topic }) => topic))).toEqual(new Set(opened));
    expect(told.length - new Set(told).size).toBe(isTaken ? 1 : 0);
    expect(second.dataDir).toBe(directory.path);
  },
);
