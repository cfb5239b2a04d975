import { expect, test } from "bun:test";
import { APP_WEBHOOK_EVENTS, DESK_WEBHOOK_EVENTS } from "../../../protocol/webhooks.ts";
import { eventsFor, WEBHOOK_EVENT_WORDS } from "./webhook-event-words.ts";

test("every event is offered once, of the desk or of an app, and has its words", () => {
  const offered = [...eventsFor(null), ...eventsFor("shop")].toSorted();
  expect(offered).toEqual([...APP_WEBHOOK_EVENTS, ...DESK_WEBHOOK_EVENTS].toSorted());
  expect(Object.keys(WEBHOOK_EVENT_WORDS).toSorted()).toEqual(offered);
});
