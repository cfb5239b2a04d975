import { expect, test } from "bun:test";
import { trimQuote } from "./trim-quote.ts";

/** How mail programs quote, each in the languages of its users. */
const programs: Readonly<Record<string, string>> = {
  "Gmail, English":
    "On Mon, 23 Nov 2026 at 10:00, Support <reply+1.2.abc@chat.example.com> wrote:\n\n> We sent it.\n>\n> Ada",
  "Gmail, wrapped":
    "On Mon, Nov 23, 2026 at 10:00 AM Support <\nreply+1.2.abc@chat.example.com> wrote:\n\n> We sent it.",
  "Gmail, German":
    "Am Mo., 23. Nov. 2026 um 10:00 Uhr schrieb Support <\nreply@chat.example.com>:\n\n> Wir haben.",
  "Gmail, French":
    "Le lun. 23 nov. 2026 à 10:00, Support <reply@chat.example.com> a écrit :\n\n> C'est parti.",
  "Gmail, Spanish":
    "El lun, 23 nov 2026 a las 10:00, Support (<reply@chat.example.com>) escribió:\n\n> Ya salió.",
  "Gmail, Dutch": "Op ma 23 nov 2026 om 10:00 schreef Support <reply@chat.example.com>:\n\n> Verstuurd.",
  "Gmail, Portuguese":
    "Em seg., 23 de nov. de 2026 às 10:00, Support <reply@chat.example.com> escreveu:\n\n> Foi.",
  "Gmail, Italian":
    "Il giorno lun 23 nov 2026 alle ore 10:00 Support <reply@chat.example.com> ha scritto:\n\n> Sì.",
  "Gmail, Russian": "пн, 23 нояб. 2026 г. в 10:00, Support <reply@chat.example.com>:\n\n> Отправили.".replace(
    ">:",
    "> написал:",
  ),
  "Gmail, Chinese": "Support <reply@chat.example.com> 于2026年11月23日周一 10:00写道：\n\n> 已发货。",
  "Gmail, Japanese": "2026年11月23日(月) 10:00 Support <reply@chat.example.com>のメール:\n\n> 発送しました。",
  "Gmail, Hebrew": "בתאריך יום ב׳, 23 בנוב׳ 2026 ב-10:00 מאת Support <reply@chat.example.com> כתב:\n\n> נשלח",
  "Apple Mail": "> On 23. Nov 2026, at 10:00, Support <reply@chat.example.com> wrote:\n> \n> We sent it.",
  "Apple Mail, German":
    "> Am 23.11.2026 um 10:00 schrieb Support <reply@chat.example.com>:\n> \n> Verschickt.",
  "Apple Mail, Swedish": "23 nov. 2026 kl. 10:00 skrev Support <reply@chat.example.com>:\n\n> Skickat.",
  Thunderbird: "On 11/23/26 10:00, Support wrote:\n> We sent it.",
  "Thunderbird, German": "Am 23.11.26 um 10:00 schrieb Support:\n> Verschickt.",
  Outlook:
    "From: Support <reply@chat.example.com>\nSent: Monday, November 23, 2026 10:00 AM\nTo: Vera <vera@example.com>\nSubject: Your conversation\n\nWe sent it.",
  "Outlook with a line":
    "________________________________\nFrom: Support <reply@chat.example.com>\nSent: Monday, November 23, 2026 10:00\nTo: Vera\nSubject: Re\n\nWe sent it.",
  "Outlook, German":
    "Von: Support <reply@chat.example.com>\nGesendet: Montag, 23. November 2026 10:00\nAn: Vera\nBetreff: Ihr Anliegen\n\nVerschickt.",
  "Outlook, French":
    "De : Support <reply@chat.example.com>\nEnvoyé : lundi 23 novembre 2026 10:00\nÀ : Vera\nObjet : Votre demande\n\nParti.",
  "Outlook, Spanish":
    "De: Support <reply@chat.example.com>\nEnviado el: lunes, 23 de noviembre de 2026 10:00\nPara: Vera\nAsunto: Su consulta\n\nSalió.",
  "Outlook, Dutch":
    "Van: Support <reply@chat.example.com>\nVerzonden: maandag 23 november 2026 10:00\nAan: Vera\nOnderwerp: Uw vraag\n\nVerstuurd.",
  "Outlook, old": "-----Original Message-----\nFrom: Support\n\nWe sent it.",
  "Outlook, old, German": "-----Ursprüngliche Nachricht-----\nVon: Support\n\nVerschickt.",
  "a program that marks nothing":
    "On Mon, 23 Nov 2026 at 10:00, Support <reply@chat.example.com> wrote:\n\nWe sent it.\nAda",
};

test.each(Object.entries(programs))("what is quoted by %s is left out", (_, quote) => {
  expect(trimQuote(`Thank you!\n\nIs it blue?\n\n${quote}`)).toBe("Thank you!\n\nIs it blue?");
  expect(trimQuote(`Thank you!\r\n\r\n${quote.replaceAll("\n", "\r\n")}\r\n`)).toBe("Thank you!");
});

test("answers between and below quoted lines are kept, without the quoted lines", () => {
  const mail =
    "On 11/23/26 10:00, Support wrote:\n> Which colour?\n\nBlue.\n\n> And which size?\n\nLarge.\n\n-- \nVera\nVera Ltd";
  expect(trimQuote(mail)).toBe("Blue.\n\nLarge.");
});

test.each([
  "-- \nVera Vert\nHead of Bells",
  "--\nVera",
  "Sent from my iPhone",
  "Sent from Mail for Windows",
  "Get Outlook for iOS",
  "Von meinem iPhone gesendet",
  "Envoyé de mon iPhone",
  "Enviado desde mi iPhone",
  "Verstuurd vanaf mijn iPhone",
])("the signature %j is left out", (signature) => {
  expect(trimQuote(`It rattles.\n\n${signature}\n`)).toBe("It rattles.");
});

test.each([
  "On the 23rd my neighbour wrote:\nyour bells are too loud\nWhat now?",
  "From: is the field I can't fill in",
  "The steps I took:\n1. opened it\n2. wrote:\nnothing came",
  "It says 5 > 3 and > is odd",
  "Sent from my iPhone was what I wrote below, and yet it was there",
  "a -- b\n--verbose was set",
])("prose that only looks like a quote is kept: %j", (text) => {
  expect(trimQuote(text)).toBe(text);
});

test("if nothing would be left, all of it is kept: rather too much than a word lost", () => {
  expect(trimQuote("> We sent it.\n> Ada\n")).toBe("> We sent it.\n> Ada");
  expect(trimQuote("Sent from my iPhone")).toBe("Sent from my iPhone");
  expect(trimQuote(" \n ")).toBe("");
});

test("whatever the mail, what is kept are lines of it", () => {
  const lines = Object.values(programs).flatMap((quote) => quote.split("\n"));
  for (let from = 0; from < lines.length; from++) {
    const mail = ["Hello", ...lines.slice(from, from + 12), "Goodbye"].join("\n");
    const kept = trimQuote(mail).split("\n");
    expect(kept[0]).toBe("Hello");
    for (const line of kept) expect(mail.split("\n").map((one) => one.trimEnd())).toContain(line);
  }
});
