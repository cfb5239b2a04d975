import Pusher, { type Channel, type Options } from "pusher-js";
import type { OutsideAppKeys } from "./outside-app.ts";
import { Recorder } from "./recorder.ts";
import type { App } from "./start-app.ts";
import type { StockBackend } from "./stock-backend.ts";

/** One thing that a stock client told its program. */
export interface Told {
  readonly event: string;
  readonly data: unknown;
}

export interface StockClientOptions {
  /** Who is at the other end. */
  readonly user?: string;
  /** Another way to the program than its own address, such as a network before it. */
  readonly via?: string;
  /** Further parameters of authorisation requests, asked for each time. */
  readonly params?: () => Record<string, unknown>;
}

/** pusher-js as its documentation says to use it, but for host and port. Disconnected before the program ends. */
export async function stockClient(
  app: App,
  backend: StockBackend,
  keys: OutsideAppKeys,
  options: StockClientOptions = {},
): Promise<Pusher> {
  const client = new Pusher(keys.pusher.key, stockOptions(app, backend, options));
  await connected(client);
  app.beforeStop({ [Symbol.asyncDispose]: async () => client.disconnect() });
  return client;
}

/** What a program written for Pusher passes to pusher-js. */
export function stockOptions(
  app: App,
  backend: StockBackend,
  { user = "", via = app.url, params = () => ({}) }: StockClientOptions,
): Options {
  const { hostname, port } = new URL(via);
  return {
    cluster: "mt1",
    wsHost: hostname,
    wsPort: Number(port),
    forceTLS: false,
    enabledTransports: ["ws"],
    channelAuthorization: {
      endpoint: `${backend.url}/pusher/auth`,
      transport: "ajax",
      params: { user },
      paramsProvider: params,
    },
    userAuthentication: { endpoint: `${backend.url}/pusher/user-auth`, transport: "ajax", params: { user } },
  };
}

/** Settles once the client is connected; rejects if it gave up. */
export async function connected(client: Pusher): Promise<void> {
  const states = new Recorder<string>();
  client.connection.bind("state_change", ({ current }: { current: string }) => states.push(current));
  states.push(client.connection.state);
  const state = await states.find((each) => ["connected", "failed", "disconnected"].includes(each));
  if (state !== "connected") throw new Error(`The client is ${state}`);
}

/** Records everything that happens on a channel, or to a user, from now on. */
export function record(channel: {
  bind_global(callback: (event: string, data: unknown) => void): unknown;
}): Recorder<Told> {
  const told = new Recorder<Told>();
  channel.bind_global((event: string, data: unknown) => told.push({ event, data }));
  return told;
}

/** Subscribes and waits until the server has said yes; the record begins with that. Throws if it said no. */
export async function join(
  client: Pusher,
  name: string,
): Promise<{ channel: Channel; told: Recorder<Told> }> {
  const channel = client.subscribe(name);
  const told = record(channel);
  const { event, data } = await told.find((each) =>
    /^pusher:subscription_(succeeded|error)$/.test(each.event),
  );
  if (event !== "pusher:subscription_succeeded")
    throw new Error(`${name} could not be joined: ${JSON.stringify(data)}`);
  return { channel, told };
}
