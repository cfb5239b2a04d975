// What one writes with `ws` in an afternoon: channels in a Map, subscriptions checked by HMAC, client events relayed
// to the others on the channel. It speaks the same frames as Deskbell, stores nothing and asks nobody who may listen.
import { createHmac, randomInt, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const { APP_KEY, APP_SECRET = "", PORT = "0" } = process.env;
const ID_MAX = 2 ** 32;

/** @type {Map<string, Set<import("ws").WebSocket>>} */
const channels = new Map();

const http = createServer((request, response) => void postMessage(request, response));
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false, maxPayload: 64 * 1024 });
sockets.on("connection", (socket) => {
  const socketId = `${randomInt(ID_MAX)}.${randomInt(ID_MAX)}`;
  const joined = new Map();
  socket.on("message", (bytes) => receive(socket, socketId, joined, bytes));
  socket.on("close", () => {
    for (const channel of joined.keys()) leave(socket, channel);
  });
  socket.on("error", () => socket.terminate());
  const data = JSON.stringify({ socket_id: socketId, activity_timeout: 120 });
  socket.send(JSON.stringify({ event: "realtime:connection_established", data }));
});
http.listen(Number(PORT), "127.0.0.1", () => console.log(`http://127.0.0.1:${http.address().port}`));

function receive(socket, socketId, joined, bytes) {
  const frame = JSON.parse(bytes);
  if (frame.event === "realtime:subscribe")
    return subscribe(socket, socketId, joined, JSON.parse(frame.data));
  const userId = joined.get(frame.channel);
  if (userId === undefined) return undefined;
  const relayed = JSON.stringify({
    event: frame.event,
    channel: frame.channel,
    data: frame.data,
    user_id: userId,
  });
  for (const other of channels.get(frame.channel)) if (other !== socket) other.send(relayed);
  return undefined;
}

function subscribe(socket, socketId, joined, { channel, auth, channel_data: channelData }) {
  const signature = createHmac("sha256", APP_SECRET)
    .update(`${socketId}:${channel}:${channelData}`)
    .digest("hex");
  const [expected, claimed] = [Buffer.from(`${APP_KEY}:${signature}`), Buffer.from(auth)];
  if (expected.length !== claimed.length || !timingSafeEqual(expected, claimed)) return socket.close(4009);
  const members = channels.get(channel) ?? new Set();
  channels.set(channel, members.add(socket));
  joined.set(channel, JSON.parse(channelData).user_id);
  socket.send(JSON.stringify({ event: "realtime:subscription_succeeded", channel, data: "{}" }));
  return undefined;
}

function leave(socket, channel) {
  const members = channels.get(channel);
  members.delete(socket);
  if (members.size === 0) channels.delete(channel);
}

/** `POST /{channel}`: the body goes to everybody on the channel, then the answer is 201. Nothing is stored. */
async function postMessage(request, response) {
  let text = "";
  for await (const chunk of request) text += chunk;
  const channel = request.url.slice(1);
  const message = { ...JSON.parse(text), createdAt: new Date().toISOString() };
  const frame = JSON.stringify({ event: "message:new", channel, data: JSON.stringify(message) });
  for (const member of channels.get(channel) ?? []) member.send(frame);
  const body = JSON.stringify({ message });
  response.writeHead(201, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
}
