import type { AppSettings, Dialect } from "../../src/protocol/app-settings.ts";
import type { OutsideApp } from "../../src/protocol/resources.ts";
import { Api } from "./api.ts";
import type { App } from "./start-app.ts";

/** An app of somebody else's on a running program, with a key for each dialect. */
export interface OutsideAppKeys {
  /** Numeric, as hosted services give them. */
  readonly id: string;
  readonly pusher: { readonly key: string; readonly secret: string };
  readonly apinator: { readonly key: string; readonly secret: string };
}

/** Signs Grace in as the admin of a program that nobody has set up yet. */
export async function administrator(app: App): Promise<Api> {
  const answer = await new Api(app.url).request("POST", "/api/setup", {
    token: app.setupUrl?.split("#")[1],
    name: "Grace",
    email: "grace@desk.example",
    password: "correct horse battery",
  });
  if (answer.status !== 201) throw new Error(`Grace could not set up: ${JSON.stringify(answer.body)}`);
  return new Api(app.url, { cookie: answer.headers.getSetCookie()[0]?.split(";")[0] ?? "" });
}

let made = 0;

/** Makes an app, as an admin does in the dashboard. */
export async function outsideApp(grace: Api, settings: Partial<AppSettings> = {}): Promise<OutsideAppKeys> {
  const id = String(10_000 + made++);
  await grace.expect("POST", "/api/apps", { id, dialect: "pusher", settings });
  const { app } = await grace.expect<{ app: OutsideApp }>("POST", `/api/apps/${id}/keys`, {
    dialect: "apinator",
  });
  const keyOf = (dialect: Dialect) => {
    const found = app.keys.find((key) => key.dialect === dialect);
    if (!found) throw new Error(`The app has no key for ${dialect}`);
    return { key: found.key, secret: found.secret };
  };
  return { id, pusher: keyOf("pusher"), apinator: keyOf("apinator") };
}
