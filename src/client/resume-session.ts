import type { Person } from "../protocol/resources.ts";
import { CustomerApi } from "./customer-api.ts";
import { ownerKey } from "./identity.ts";
import { SessionStore } from "./session-store.ts";

/** What a link from an e-mail is worth. */
interface Resumption {
  token: string;
  customer: Person;
  conversationId: string;
}

class ResumptionApi extends CustomerApi {
  resume(token: string): Promise<Resumption> {
    return this.request("POST", "resumptions", { token });
  }
}

/**
 * Exchanges the token of a link from an e-mail for a session on this device, which a chat of the same `baseUrl` then goes on
 * with. Returns the conversation that the link is about. Rejects with `ProblemError`, such as `link-spent`, or `OfflineError`.
 */
export async function resumeSession(baseUrl: string, linkToken: string): Promise<string> {
  const api = new ResumptionApi({ baseUrl, credentials: "omit" });
  const { token, customer, conversationId } = await api.resume(linkToken);
  sessions(baseUrl).write({ token, customer, conversationId, reachable: true });
  return conversationId;
}

/** Whether a chat of this `baseUrl` has a session to go on with. */
export function hasSession(baseUrl: string): boolean {
  return sessions(baseUrl).read() !== undefined;
}

function sessions(baseUrl: string): SessionStore {
  return new SessionStore(ownerKey(baseUrl, undefined, undefined));
}
