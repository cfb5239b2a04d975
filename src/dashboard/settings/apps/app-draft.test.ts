import { expect, test } from "bun:test";
import { APP_SETTING_BOUNDS, DEFAULT_APP_SETTINGS } from "../../../protocol/app-settings.ts";
import { type AppDraft, draftChange, draftFaults, draftOf } from "./app-draft.ts";
import { type NumberSetting, SETTING_GROUPS, SETTING_WORDS } from "./setting-words.ts";

const app = { name: "Shop", settings: DEFAULT_APP_SETTINGS };
const draft = draftOf(app);

const withNumber = (setting: NumberSetting, text: string): AppDraft => ({
  ...draft,
  numbers: { ...draft.numbers, [setting]: text },
});

test("every setting has its words and one place in the form", () => {
  const placed = SETTING_GROUPS.flatMap(({ settings }) => settings).toSorted();
  const every = Object.keys(DEFAULT_APP_SETTINGS).toSorted();
  expect(placed as string[]).toEqual(every);
  expect(Object.keys(SETTING_WORDS).toSorted()).toEqual(every);
});

test("a draft that nobody touched is faultless and changes nothing", () => {
  expect(draftFaults(draft)).toEqual([]);
  expect(draftChange(draft, app)).toEqual({});
});

test("only what was touched is changed", () => {
  const touched: AppDraft = {
    ...withNumber("historyCount", " 50 "),
    name: " Shop of Vera ",
    switches: { ...draft.switches, requireUser: true },
    allowedOrigins: "https://shop.example\n\nhttp://localhost:5173\n",
  };
  expect(draftFaults(touched)).toEqual([]);
  expect(draftChange(touched, app)).toEqual({
    name: "Shop of Vera",
    settings: {
      requireUser: true,
      historyCount: 50,
      allowedOrigins: ["https://shop.example", "http://localhost:5173"],
    },
  });
});

test.each(Object.entries(APP_SETTING_BOUNDS))("%s keeps within its bounds", (name, [least, most]) => {
  const setting = name as NumberSetting;
  for (const within of [least, most]) expect(draftFaults(withNumber(setting, `${within}`))).toEqual([]);
  for (const beyond of [`${least - 1}`, `${most + 1}`, "", "1.5", "1e3", "many"])
    expect(draftFaults(withNumber(setting, beyond))).toEqual([
      { path: `settings.${setting}`, message: expect.stringContaining("A whole number from") },
    ]);
});

test.each([
  "",
  "shop.example",
  "https://shop.example/",
  "https://shop.example/chat",
  "https://vera@shop.example",
  "* https://",
])("“%s” allows no origins", (allowedOrigins) => {
  expect(draftFaults({ ...draft, allowedOrigins }).map(({ path }) => path)).toEqual([
    "settings.allowedOrigins",
  ]);
});

test("an app without a name is at fault", () => {
  expect(draftFaults({ ...draft, name: " " })).toEqual([{ path: "name", message: "Give the app a name." }]);
});
