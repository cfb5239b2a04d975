// The bare sockets of our own runtime with its native publish, as near to the limit as JavaScript gets: no check of a
// signature, no ids of senders, no reason to hold anything back.
const server = Bun.serve<{ channel: string }>({
  port: Number(process.env["PORT"] ?? 0),
  hostname: "127.0.0.1",
  fetch(request, self) {
    if (self.upgrade(request, { data: { channel: "" } })) return undefined;
    return new Response("Upgrade, please", { status: 426 });
  },
  websocket: {
    perMessageDeflate: false,
    idleTimeout: 0,
    sendPings: false,
    open(socket) {
      const data = JSON.stringify({ socket_id: "1.1", activity_timeout: 120 });
      socket.send(JSON.stringify({ event: "realtime:connection_established", data }));
    },
    message(socket, text) {
      const frame = JSON.parse(String(text));
      if (frame.event === "realtime:subscribe") {
        const { channel } = JSON.parse(frame.data);
        socket.subscribe(channel);
        socket.send(JSON.stringify({ event: "realtime:subscription_succeeded", channel, data: "{}" }));
      } else socket.publish(frame.channel, JSON.stringify({ ...frame, user_id: "somebody" }));
    },
  },
});
console.log(`http://127.0.0.1:${server.port}`);
