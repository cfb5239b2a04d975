import { expect, test } from "bun:test";
import { launchChromium } from "./chromium.ts";

test("a Chromium starts on this machine and runs the script of a page served from loopback", async () => {
  using server = Bun.serve({
    port: 0,
    fetch: () =>
      new Response("<script>document.title = 'it ran'</script>", {
        headers: { "content-type": "text/html" },
      }),
  });
  await using browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(server.url.href);
  expect(await page.title()).toBe("it ran");
});
