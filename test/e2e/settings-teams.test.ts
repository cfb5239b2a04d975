import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import type { Agent } from "../../src/protocol/resources.ts";
import type { Team } from "../../src/protocol/teams.ts";
import { axeFaults } from "../helpers/axe-faults.ts";
import { cast } from "../helpers/cast.ts";
import { launchChromium } from "../helpers/chromium.ts";
import { Dashboard } from "../helpers/dashboard.ts";
import { startApp } from "../helpers/start-app.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser.close());

test("an admin makes a team, decides how it works and when, and deletes it", async () => {
  await using app = await startApp();
  const { grace, ada } = await cast(app);
  const PHONE = {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    reducedMotion: "reduce",
  } as const;
  await using graces = await Dashboard.of(browser, app, grace, {
    ...PHONE,
    path: "/dashboard/settings/teams",
  });
  const { page } = graces;
  const sales = async () => {
    const { teams } = await grace.api.expect<{ teams: Team[] }>("GET", "/api/teams");
    return teams.find(({ name }) => name === "Sales");
  };
  await page.getByRole("button", { name: "New team" }).click();
  await page.getByLabel("Name").fill("support");
  await page.getByRole("button", { name: "Make the team" }).click();
  await page.getByText("There is a team of this name already.").first().waitFor();
  await page.getByLabel("Name").fill("Sales");
  await page.getByRole("button", { name: "Make the team" }).click();
  await page.getByText('data-team="sales"').waitFor();

  await page.getByRole("checkbox", { name: /^A?\s*Ada/ }).check();
  await page.getByRole("radio", { name: /^By skills/ }).check();
  await page.getByRole("checkbox", { name: "Otherwise anyone may take it" }).uncheck();
  await page.getByLabel("Conversations at once").fill("none at all");
  await page.getByLabel("Seconds to open an offer").fill("30");
  await page.getByLabel("Time zone").fill("Europe/Berlin");
  await page.getByRole("radio", { name: "By the week" }).check();
  await page.getByLabel("Monday, until").fill("12:00");
  await page.getByRole("button", { name: "Add hours on Monday" }).click();
  await page.getByLabel("Monday, until").nth(1).fill("00:00");
  await page.getByRole("button", { name: "Copy to Tuesday–Friday" }).click();
  await page.getByRole("button", { name: "Add a holiday" }).click();
  await page.getByLabel("Date").fill("2026-12-25");
  await page.getByLabel("What it is called").fill("Christmas");
  await page.getByRole("button", { name: "Save team" }).click();
  await page.getByText("Write a whole number from 1 to 1000, or none.").waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByLabel("Conversations at once").fill("4");
  await page.getByRole("button", { name: "Save team" }).click();
  await page.getByText("Sales is saved").waitFor();
  const day = [
    { from: "09:00", to: "12:00" },
    { from: "13:00", to: "24:00" },
  ];
  expect(await sales()).toMatchObject({
    memberIds: [ada.id],
    settings: {
      strategy: "skills",
      skillsFallback: "wait",
      capacity: 4,
      acceptSeconds: 30,
      timeZone: "Europe/Berlin",
      hours: {
        weekly: [day, day, day, day, day, [], []],
        holidays: [{ date: "2026-12-25", name: "Christmas" }],
      },
    },
  });

  // What only the desk can judge stands beside the hours.
  await page.getByLabel("Tuesday, from").first().fill("13:00");
  await page.getByRole("button", { name: "Save team" }).click();
  await page.getByText("Tuesday: 13:00–12:00 ends before it begins.").waitFor();

  await page.getByRole("button", { name: "Delete team…" }).click();
  await page.getByRole("dialog").getByText("go to Support").waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole("button", { name: "Delete the team" }).click();
  await page.getByRole("button", { name: "New team" }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  expect(await sales()).toBeUndefined();
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(PHONE.viewport.height);
});

test("an admin decides how much somebody takes and what they know, sees how they stand, and ends their access", async () => {
  await using app = await startApp();
  const { grace, ada, vera } = await cast(app);
  await using graces = await Dashboard.of(browser, app, grace, {
    reducedMotion: "reduce",
    path: "/dashboard/settings/people",
  });
  const { page } = graces;
  const person = page.locator(".person", { hasText: "ada@desk.example" });
  await person.getByText("Offline").waitFor();
  await graces.availability.click();
  await using adas = await Dashboard.of(browser, app, ada, {
    reducedMotion: "reduce",
    path: "/dashboard/settings/profile",
  });
  await person.getByText("Available · 0 conversations").waitFor();
  await vera.opens("Hello");

  await adas.page.getByLabel("Conversations at once").fill("5");
  await adas.page.getByRole("button", { name: "Save" }).click();
  await adas.page.getByText("Saved: it counts from now on.").waitFor();
  expect(await axeFaults(adas.page)).toEqual([]);

  await page.reload();
  await person.getByText("1 of 5").waitFor();
  await person.getByRole("button", { name: "Edit Ada" }).click();
  await page.getByLabel("Conversations at once").fill("1001");
  await page.getByLabel("Skills").fill("Billing, french , ");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Write a whole number from 1 to 1000, or none.").waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByLabel("Conversations at once").fill("3");
  await page.getByRole("button", { name: "Save" }).click();
  await person.getByText("1 of 3").waitFor();
  await person.getByText("billing").waitFor();
  const { agents } = await grace.api.expect<{ agents: Agent[] }>("GET", "/api/agents");
  expect(agents.find(({ id }) => id === ada.id)).toMatchObject({
    capacity: 3,
    skills: ["billing", "french"],
  });

  await person.getByRole("button", { name: "Edit Ada" }).click();
  await page.getByRole("button", { name: "Deactivate…" }).click();
  await page.getByText("Their open conversation goes back to the queue").waitFor();
  await page.getByRole("button", { name: "Deactivate", exact: true }).click();
  await page.getByText("Ada can't sign in any more.").waitFor();
  await person.waitFor({ state: "detached" });
  await adas.page.getByRole("button", { name: "Sign in" }).waitFor();
  expect(graces.complaints).toEqual([]);
});
