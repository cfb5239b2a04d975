import { expect, test } from "bun:test";
import { textOfHtml } from "./text-of-html.ts";
import { trimQuote } from "./trim-quote.ts";

test.each([
  ["<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"],
  ["<div>One</div>\n<div>Two</div>", "One\nTwo"],
  ["  a \n b\t<b>c</b>&nbsp;d ", "a b c d"],
  ["<ul><li>One</li><li>Two</li></ul>After", "- One\n- Two\n\nAfter"],
  ["<table><tr><td>A</td><td>B</td></tr><tr><td>C</td></tr></table>", "A B\nC"],
  ["<pre>a\n  b</pre>", "a\n  b"],
  [
    "Tom &amp; Jerry &lt;3 &#8364;&#x20AC;&euro; &eacute;&Uuml;&szlig; &unknown; &#0; &#xd800;",
    "Tom & Jerry <3 €€€ éÜß &unknown; \ufffd \ufffd",
  ],
  ["<style>p{}</style><script>alert('<p>')</script><title>x</title>Seen<!-- not <b>this</b> -->", "Seen"],
  ['<a href="https://a.example/?x=1>2">a link</a>', "a link"],
  ["5 < 6 and 7 > 6 <3", "5 < 6 and 7 > 6 <3"],
  ["<p>It's</p><p class='a>b'>here</p>", "It's\n\nhere"],
  ["<p>never closed", "never closed"],
  ['<p title="never closed>text</p><p>more</p>', "text\n\nmore"],
  ["", ""],
])("%j reads %j", (html, text) => {
  expect(textOfHtml(html)).toBe(text);
});

test.each([
  [
    "Gmail",
    '<div dir="ltr">Thanks!<div><br></div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, 23 Nov 2026 at 10:00, Support &lt;<a href="mailto:r@chat.example.com">r@chat.example.com</a>&gt; wrote:<br></div><blockquote class="gmail_quote"><p>We sent it.</p><p>Ada</p></blockquote></div>',
  ],
  [
    "Outlook",
    '<div>Thanks!</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Support</div><div>We sent it.</div>',
  ],
  [
    "Outlook in another's hands",
    '<div>Thanks!</div><div id="x_divRplyFwdMsg"><b>Von:</b> Support</div><div>Verschickt.</div>',
  ],
  [
    "Apple Mail",
    '<html><head><meta charset="utf-8"></head><body>Thanks!<br><div><br><blockquote type="cite"><div>On 23. Nov 2026, at 10:00, Support &lt;r@chat.example.com&gt; wrote:</div><br><div>We sent it.</div></blockquote></div></body></html>',
  ],
  [
    "Outlook for the desktop",
    '<p class="MsoNormal">Thanks!<o:p></o:p></p><div style="border-top:solid"><p class="MsoNormal"><b>From:</b> Support &lt;r@chat.example.com&gt;<br><b>Sent:</b> Monday, 23 November 2026 10:00<br><b>To:</b> Vera<br><b>Subject:</b> Re</p></div><p>We sent it.</p>',
  ],
])("what is quoted in a mail of HTML by %s is left out", (_, html) => {
  expect(trimQuote(textOfHtml(html))).toBe("Thanks!");
});

test("a blockquote is marked line by line, as deep as it stands", () => {
  const html = "Mine<blockquote>One<br>Two<blockquote>Three</blockquote></blockquote>Mine again";
  expect(textOfHtml(html)).toBe("Mine\n\n> One\n> Two\n\n>> Three\n\nMine again");
});

test.each(['<a href="', "<", "<a<", "<!--", "&", "<blockquote>", "<a href='x\" "])(
  "a hundred thousand times %j is read as well, and ends",
  (piece) => {
    expect(typeof textOfHtml(piece.repeat(100_000))).toBe("string");
  },
);
