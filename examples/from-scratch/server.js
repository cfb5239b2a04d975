// The chat's server: it knows who is who, keeps what is said, and decides who may hear it.
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { Client } from "deskbell/server";
import express from "express";

const { DESKBELL_URL: host = "http://127.0.0.1:3000", PORT = "4000" } = process.env;
const key = "example-key";
const deskbell = new Client({ appId: "example", key, secret: "example-secret", host });

// Your database. What is said is kept here first; the sockets only tell of it.
const people = new Map(); // by token: { id, name, role }
const conversations = new Map(); // by id: { id, customerName, members, messages }

const app = express().use(express.json());
const path = (file) => fileURLToPath(import.meta.resolve(file));
app.use("/sdk", express.static(`${path("deskbell/client")}/../..`));
app.get("/", (_request, response) => response.sendFile(path("./widget.html")));
app.get("/dashboard", (_request, response) => response.sendFile(path("./dashboard.html")));

// Whoever gives a name is believed, and known by their token from then on: put your own sign-in here.
app.post("/people", ({ headers: { authorization = randomUUID() }, body: { name, role } }, response) => {
  const person = people.get(authorization) ?? { id: randomUUID(), name, role };
  people.set(authorization, person);
  const realtime = { key, host, authEndpoint: "/realtime/auth", authHeaders: { authorization } };
  return response.json({ id: person.id, realtime });
});

app.use((request, response, next) => {
  request.person = people.get(request.headers.authorization);
  return request.person ? next() : response.sendStatus(401);
});

// Here both SDKs meet: the browser's asks whether it may join a channel, and the server's signs if so.
app.post("/realtime/auth", ({ person, body: { socket_id, channel_name } }, response) => {
  const [, kind, id] = /^private-(agent|conversation)-(.+)$/.exec(channel_name) ?? [];
  const mayJoin = kind === "agent" ? id === person.id : isIn(conversations.get(id), person);
  return mayJoin ? response.json(deskbell.authenticate(socket_id, channel_name)) : response.sendStatus(403);
});

app.get("/conversations", ({ person }, response) =>
  response.json([...conversations.values()].filter((conversation) => isIn(conversation, person))),
);

// A new conversation goes to the next agent in turn, whose dashboard lights up.
app.post("/conversations", async ({ person }, response) => {
  const agents = [...people.values()].filter(({ role }) => role === "agent");
  const agent = agents[conversations.size % agents.length];
  if (!agent) return response.status(503).send("Nobody is here to answer");
  const members = [person.id, agent.id];
  const conversation = { id: randomUUID(), customerName: person.name, members, messages: [] };
  conversations.set(conversation.id, conversation);
  await tell(`private-agent-${agent.id}`, "conversation:assigned", conversation);
  return response.status(201).json(conversation);
});

app.use("/conversations/:id", (request, response, next) => {
  request.conversation = conversations.get(request.params.id);
  return isIn(request.conversation, request.person) ? next() : response.sendStatus(403);
});

app.get("/conversations/:id/messages", ({ conversation }, response) => response.json(conversation.messages));

app.post("/conversations/:id/messages", async ({ person, conversation, body: { text } }, response) => {
  const message = { id: randomUUID(), text, senderRole: person.role };
  conversation.messages.push(message);
  await tell(`private-conversation-${conversation.id}`, "message:new", message);
  return response.status(201).json(message);
});

const isIn = (conversation, person) => conversation?.members.includes(person.id);

/** Who can't be told now finds it in the history. */
const tell = (...event) => deskbell.trigger(...event).catch(({ message }) => console.error(message));

const server = app.listen(Number(PORT), "127.0.0.1", () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  console.log(`Answer at ${url}/dashboard, then ask at ${url}/`);
});
