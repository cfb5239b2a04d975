import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser, Page, WebSocketRoute } from "playwright-core";
import { launchChromium } from "../helpers/chromium.ts";
import { startExample } from "../helpers/example.ts";

let browser: Browser;
let chat: Awaited<ReturnType<typeof startExample>>;

beforeAll(async () => {
  [browser, chat] = await Promise.all([launchChromium(), startExample()]);
});

afterAll(async () => {
  await browser.close();
  await chat[Symbol.asyncDispose]();
});

test("a customer and an agent talk, see each other type, and find what was said when they come back", async () => {
  const ada = await visit("/dashboard");
  const vera = await visit("/");
  const sockets: string[] = [];
  vera.on("websocket", (socket) => sockets.push(socket.url()));
  await vera.getByRole("button", { name: "Chat with us" }).waitFor();
  expect(sockets).toEqual([]);

  await vera.getByRole("button", { name: "Chat with us" }).click();
  await says(vera, "Is the bakery open?");
  // The dashboard lights up, with a mark on what was not read.
  await ada.getByRole("button", { name: "Vera (1)" }).click();
  await ada.getByText("customer: Is the bakery open?").waitFor();
  expect(await ada.getByRole("button", { name: "Vera" }).innerText()).toBe("Vera");

  await types(vera, "I ask because");
  await ada.getByText("Vera is typing…").waitFor();
  await ada.getByText("Vera is typing…").waitFor({ state: "hidden" });
  await types(ada, "Until six");
  await vera.getByText("The agent is typing…").waitFor();
  await says(ada, "Until six.");
  await vera.getByText("agent: Until six.").waitFor();
  await vera.getByText("The agent is typing…").waitFor({ state: "hidden" });
  expect(sockets).toHaveLength(1);

  for (const page of [vera, ada]) await page.reload();
  await vera.getByRole("button", { name: "Chat with us" }).click();
  await ada.getByRole("button", { name: "Vera" }).click();
  for (const page of [vera, ada])
    expect(await lines(page, 2)).toEqual(["customer: Is the bakery open?", "agent: Until six."]);
});

test("what is said while the customer is cut off is there when they are back, once and in order", async () => {
  const ada = await visit("/dashboard");
  const line = new Line();
  const vera = await visit("/", line);
  await vera.getByRole("button", { name: "Chat with us" }).click();
  await says(vera, "Hello?");
  await ada.getByRole("button", { name: /^Vera/ }).click();
  await says(ada, "Hello!");
  await vera.getByText("agent: Hello!").waitFor();
  line.cut();
  for (const text of ["One moment.", "Here I am."]) await says(ada, text);
  // Her own messages go by HTTP, and find their place when the others are there.
  await says(vera, "Are you there?");
  expect(await lines(vera, 3)).toEqual(["customer: Hello?", "agent: Hello!", "customer: Are you there?"]);
  line.mend();
  const said = [
    "customer: Hello?",
    "agent: Hello!",
    "agent: One moment.",
    "agent: Here I am.",
    "customer: Are you there?",
  ];
  for (const page of [vera, ada]) expect(await lines(page, said.length)).toEqual(said);
});

test("nobody joins a conversation that is not theirs", async () => {
  const ada = await visit("/dashboard");
  const vera = await visit("/");
  await vera.getByRole("button", { name: "Chat with us" }).click();
  await says(vera, "For Ada's eyes only");
  await ada.getByRole("button", { name: /^Vera/ }).click();
  const statuses = await vera.evaluate(async () => {
    const [her, his] = [sessionStorage["token"], crypto.randomUUID()];
    const post = async (path: string, headers: Record<string, string>, body: object) => {
      const all = { "content-type": "application/json", ...headers };
      const response = await fetch(path, { method: "POST", headers: all, body: JSON.stringify(body) });
      return [response.status, response.ok ? await response.json() : undefined];
    };
    const headers = { authorization: her };
    const mine = await (await fetch("/conversations", { headers })).json();
    const channel = (token: string, id: string) =>
      post(
        "/realtime/auth",
        { authorization: token },
        { socket_id: "1.2", channel_name: `private-conversation-${id}` },
      );
    await post("/people", { authorization: his }, { name: "Omar", role: "customer" });
    const statusOf = async ([status]: unknown[]) => status;
    return {
      own: await channel(her, mine[0].id).then(statusOf),
      anothers: await channel(his, mine[0].id).then(statusOf),
      nobodys: await channel("made-up", mine[0].id).then(statusOf),
      unknown: await channel(her, "unknown").then(statusOf),
      reading: (await fetch(`/conversations/${mine[0].id}/messages`, { headers: { authorization: his } }))
        .status,
      writing: await post(
        `/conversations/${mine[0].id}/messages`,
        { authorization: his },
        { text: "x" },
      ).then(statusOf),
    };
  });
  expect(statuses).toEqual({
    own: 200,
    anothers: 403,
    nobodys: 401,
    unknown: 403,
    reading: 403,
    writing: 403,
  });
});

/** The way of a page's sockets, which can be cut: until it is mended, none gets through. */
class Line {
  #whole = Promise.resolve();
  #mend = () => {};
  readonly #ends = new Set<{ close(): Promise<void> }>();

  async hold(socket: WebSocketRoute): Promise<void> {
    await this.#whole;
    this.#ends.add(socket).add(socket.connectToServer());
  }

  cut(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    [this.#whole, this.#mend] = [promise, resolve];
    for (const end of this.#ends) void end.close();
    this.#ends.clear();
  }

  mend(): void {
    this.#mend();
  }
}

/** A page of somebody's own browser. */
async function visit(path: string, line?: Line): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  if (line) await page.routeWebSocket(/\/app\//, (socket) => line.hold(socket));
  await page.goto(chat.url + path);
  return page;
}

/** Writes a text and waits until it stands in the log. */
async function says(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox").fill(text);
  await page.getByRole("textbox").press("Enter");
  await page.getByRole("log").getByText(text).waitFor();
}

/** Types as somebody does, which takes longer than the second between two signals. */
async function types(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox").pressSequentially(text, { delay: 150 });
}

/** What stands in the log, once it has so many lines. */
async function lines(page: Page, count: number): Promise<string[]> {
  await page.waitForFunction(
    (n) => document.querySelector<HTMLElement>("[role=log]")?.innerText.split("\n").length === n,
    count,
  );
  return (await page.getByRole("log").innerText()).split("\n");
}
