import type { Dialect } from "../../../protocol/app-settings.ts";

/** Where programs reach this server. */
export type Place = Pick<Location, "protocol" | "hostname" | "port" | "origin">;

/** How a page connects, ready to be pasted: with pusher-js for a key of Pusher's dialect, else with our own client. */
export function connectionSnippet(dialect: Dialect, key: string, place: Place): string {
  return dialect === "pusher" ? pusherSnippet(key, place) : deskbellSnippet(key, place);
}

function pusherSnippet(key: string, { protocol, hostname, port }: Place): string {
  const isSecure = protocol === "https:";
  const number = port === "" ? (isSecure ? 443 : 80) : Number(port);
  return `import Pusher from "pusher-js";

const pusher = new Pusher("${key}", {
  cluster: "none", // pusher-js wants one; it is not used
  wsHost: "${hostname}",
  ${isSecure ? "wssPort" : "wsPort"}: ${number},
  forceTLS: ${isSecure},
  enabledTransports: ["ws", "wss"],
  channelAuthorization: { endpoint: "/realtime/auth", transport: "ajax" },
});
const channel = pusher.subscribe("news");
channel.bind("headline", (data) => console.log(data));`;
}

function deskbellSnippet(key: string, { origin }: Place): string {
  return `import { Client } from "deskbell/client";

const client = new Client({
  key: "${key}",
  host: "${origin}",
  authEndpoint: "/realtime/auth",
});
const channel = client.subscribe("news");
channel.bind("headline", (data) => console.log(data));`;
}

/** How a backend publishes; the secret is left out, since a snippet ends up in chats and commits. */
export function publishSnippet(
  app: { id: string; key: string; dialect: Dialect },
  { origin }: Place,
): string {
  return `import { Client } from "deskbell/server";

const client = new Client({
  appId: "${app.id}",
  key: "${app.key}",
  secret: process.env.DESKBELL_SECRET,
  host: "${origin}",
  dialect: "${app.dialect}",
});
await client.trigger("news", "headline", { text: "Hello" });`;
}
