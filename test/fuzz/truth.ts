import type { Message, Side } from "../../src/protocol/resources.ts";
import { query } from "../helpers/database.ts";
import type { LogRow } from "./frame-law.ts";
import type { Truth } from "./state-law.ts";

/** Every channel's log, from the database. */
export function allLogs(dataDir: string): Map<string, LogRow[]> {
  const logs = new Map<string, LogRow[]>();
  const rows = query(
    dataDir,
    "select name, seq, event, data from log join channel on channel.id = channel_id order by name, seq",
  );
  for (const { name, seq, event, data } of rows) {
    const log = logs.get(String(name)) ?? [];
    log.push({ seq: Number(seq), event: String(event), data: String(data) });
    logs.set(String(name), log);
  }
  return logs;
}

/** Every conversation, from the database. */
export function allConversations(dataDir: string): Truth[] {
  const rows = query(
    dataDir,
    `select c.id, c.public_id, status, customer_read_up_to, agent_read_up_to, last_seq, coalesce(a.public_id, '') as assignee
     from conversation c join channel on channel.id = channel_id left join person a on a.id = assignee_id`,
  );
  return rows.map((row) => {
    const readUpTo: Record<Side, number> = {
      customer: Number(row["customer_read_up_to"]),
      agent: Number(row["agent_read_up_to"]),
    };
    return {
      id: String(row["public_id"]),
      status: String(row["status"]),
      assigneeId: String(row["assignee"]) || null,
      readUpTo,
      messages: messagesOf(dataDir, String(row["public_id"])),
      top: Number(row["last_seq"]),
    };
  });
}

/** What is wrong with the database itself: a hole in a log, or a message that its log does not tell. */
export function databaseBreaches(dataDir: string): string[] {
  const breaches: string[] = [];
  for (const [channel, log] of allLogs(dataDir))
    log.forEach(({ seq }, i) => {
      if (seq !== i + 1) breaches.push(`The log of ${channel} has ${seq} in place ${i + 1}`);
    });
  for (const { id, messages } of allConversations(dataDir)) {
    const told = (allLogs(dataDir).get(`private-conversation-${id}`) ?? [])
      .filter(({ event }) => event === "message:new")
      .map(({ data }) => JSON.parse(data));
    if (!Bun.deepEquals(told, messages)) breaches.push(`The log of ${id} tells other messages than it has`);
  }
  return breaches;
}

function messagesOf(dataDir: string, conversationId: string): Message[] {
  return query(
    dataDir,
    `select m.public_id as id, m.client_id, m.seq, m.text, m.sender_role, m.created_at,
            p.public_id as sender_id, p.name as sender_name
     from message m join person p on p.id = m.sender_id
     where m.conversation_id = (select id from conversation where public_id = ?) order by m.seq`,
    conversationId,
  ).map((row) => ({
    id: String(row["id"]),
    conversationId,
    clientId: String(row["client_id"]),
    text: String(row["text"]),
    senderRole: row["sender_role"] === "agent" ? "agent" : "customer",
    senderId: String(row["sender_id"]),
    senderName: String(row["sender_name"]),
    createdAt: new Date(Number(row["created_at"])).toISOString(),
    seq: Number(row["seq"]),
  }));
}
