/** Where programs reach this server. */
export type Place = Pick<Location, "protocol" | "hostname" | "port" | "origin">;

/** How a page connects with pusher-js, ready to be pasted; the key must be one of Pusher's dialect. */
export function pusherSnippet(key: string, { protocol, hostname, port }: Place): string {
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

/** How a page connects with our own client, which takes a key of either dialect. */
export function deskbellSnippet(key: string, { origin }: Place): string {
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
export function publishSnippet(app: { id: string; key: string }, { origin }: Place): string {
  return `import { Client } from "deskbell/server";

const client = new Client({
  appId: "${app.id}",
  key: "${app.key}",
  secret: process.env.DESKBELL_SECRET,
  host: "${origin}",
});
await client.trigger("news", "headline", { text: "Hello" });`;
}
