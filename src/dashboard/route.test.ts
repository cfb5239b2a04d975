import { expect, test } from "bun:test";
import {
  appAddress,
  inboxAddress,
  parseRoute,
  settingsAddress,
  settingsPagesFor,
  signInAddress,
  teamAddress,
} from "./route.ts";

test("every place in the dashboard has an address that leads back to it", () => {
  expect(parseRoute(inboxAddress("open"))).toEqual({
    screen: "inbox",
    list: "open",
    conversationId: undefined,
  });
  expect(parseRoute(inboxAddress("open", "c1"))).toEqual({
    screen: "inbox",
    list: "open",
    conversationId: "c1",
  });
  expect(parseRoute(inboxAddress("closed", "c2"))).toEqual({
    screen: "inbox",
    list: "closed",
    conversationId: "c2",
  });
  expect(parseRoute(inboxAddress("queue"))).toEqual({
    screen: "inbox",
    list: "queue",
    conversationId: undefined,
  });
  expect(parseRoute(inboxAddress("snoozed", "c3"))).toEqual({
    screen: "inbox",
    list: "snoozed",
    conversationId: "c3",
  });
  expect(parseRoute(settingsAddress("people"))).toEqual({
    screen: "settings",
    page: "people",
    itemId: undefined,
  });
  expect(parseRoute("/dashboard/settings")).toEqual({
    screen: "settings",
    page: "embed",
    itemId: undefined,
  });
  expect(parseRoute(teamAddress("t1"))).toEqual({ screen: "settings", page: "teams", itemId: "t1" });
  expect(parseRoute(appAddress("shop"))).toEqual({ screen: "settings", page: "apps", itemId: "shop" });
});

test("signing in leads back to where one was", () => {
  const here = inboxAddress("open", "c1");
  expect(parseRoute(signInAddress(here))).toEqual({ screen: "sign-in", returnTo: here });
  expect(parseRoute(signInAddress("/dashboard"))).toEqual({ screen: "sign-in", returnTo: "/dashboard" });
});

for (const elsewhere of [
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "/dashboardish",
  "/setup",
])
  test(`signing in never leads off the dashboard, as to ${elsewhere}`, () => {
    const address = `/sign-in?return=${encodeURIComponent(elsewhere)}`;
    expect(parseRoute(address)).toEqual({ screen: "sign-in", returnTo: "/dashboard" });
  });

test("keys, secrets and teams are offered to admins alone", () => {
  expect(settingsPagesFor("admin")).toContain("apps");
  expect(settingsPagesFor("admin")).toContain("webhooks");
  for (const role of ["agent", undefined] as const) {
    expect(settingsPagesFor(role)).toContain("embed");
    expect(settingsPagesFor(role)).not.toContain("apps");
    expect(settingsPagesFor(role)).not.toContain("webhooks");
  }
});

for (const nowhere of [
  "/",
  "/dashboard/c",
  "/dashboard/open",
  "/dashboard/queue/1/2",
  "/dashboard/settings/no",
  "/dashboard/settings/people/1",
  "/dashboard/settings/apps/1/2",
  "/dashboard/c/1/2",
  "/dashboard/x",
])
  test(`${nowhere} is no place`, () => {
    expect(parseRoute(nowhere)).toEqual({ screen: "unknown" });
  });
