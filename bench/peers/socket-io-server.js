// The same server with Socket.IO: rooms for channels, the same HMAC check, events relayed to the others in the room.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { Server } from "socket.io";

const { APP_KEY, APP_SECRET = "", PORT = "0" } = process.env;

const http = createServer();
// Pings would come in the middle of a round otherwise; no other server here sends any that soon.
const io = new Server(http, { transports: ["websocket"], pingInterval: 600_000 });
io.on("connection", (socket) => {
  socket.on("subscribe", ({ channel, auth, channel_data: channelData }) => {
    const signature = createHmac("sha256", APP_SECRET)
      .update(`${socket.id}:${channel}:${channelData}`)
      .digest("hex");
    const [expected, claimed] = [Buffer.from(`${APP_KEY}:${signature}`), Buffer.from(auth)];
    if (expected.length !== claimed.length || !timingSafeEqual(expected, claimed))
      return socket.disconnect(true);
    socket.data.userId = JSON.parse(channelData).user_id;
    void socket.join(channel);
    socket.emit("subscription_succeeded", channel);
    return undefined;
  });
  socket.on("client-typing", (channel, data) => {
    if (!socket.rooms.has(channel)) return;
    socket.to(channel).emit("client-typing", { channel, data, user_id: socket.data.userId });
  });
});
http.listen(Number(PORT), "127.0.0.1", () => console.log(`http://127.0.0.1:${http.address().port}`));
