import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type Logger, stdSerializers } from "pino";
import { type Config, ConfigError } from "./config.ts";
import { access } from "./desk/access.ts";
import { AppRegistry } from "./desk/app-registry.ts";
import type { Desk } from "./desk/desk.ts";
import { UnreadableMail } from "./desk/inbound/email.ts";
import { receiveEmail, replyAddressOf } from "./desk/inbound-email.ts";
import { offerSetUp } from "./desk/join.ts";
import { PROBE_CHANNEL, writeProbe } from "./desk/probe.ts";
import { resumeUrl } from "./desk/resume-conversation.ts";
import { seedDemo } from "./desk/seed-demo.ts";
import { Switchboard } from "./desk/switchboard.ts";
import { transcriptOf } from "./desk/transcript.ts";
import { Follower } from "./followers/follower.ts";
import { ImapPoller } from "./followers/mail/imap-poller.ts";
import { domainOf, Mail } from "./followers/mail/mail.ts";
import { Push } from "./followers/push/push.ts";
import { newVapidKeys, readVapidKeys } from "./followers/push/vapid-keys.ts";
import { statisticsFollower } from "./followers/statistics.ts";
import { Webhooks } from "./followers/webhooks.ts";
import { Assets } from "./http/assets.ts";
import { channelApi } from "./http/channel-api/channel-api.ts";
import { Idempotency } from "./http/channel-api/idempotency.ts";
import { allowsOrigin } from "./http/cross-origin.ts";
import { handleRequest } from "./http/handle-request.ts";
import { Metrics } from "./http/metrics.ts";
import { openFilesMax, socketsWithin } from "./http/open-files.ts";
import { RateLimit } from "./http/rate-limit.ts";
import { buildRouter } from "./http/router.ts";
import { hmacSha256, type Listening, PortTaken, serve } from "./http/serve.ts";
import { readHandshake } from "./http/upgrade.ts";
import { parseDeskChannel } from "./protocol/channels.ts";
import { Engine } from "./realtime/engine.ts";
import { HostedApps } from "./realtime/hosted-apps.ts";
import { DEFAULT_LIMITS } from "./realtime/limits.ts";
import type { Attendance, Audience, ChannelLog } from "./realtime/ports.ts";
import { Probe } from "./realtime/probe.ts";
import { type Clock, systemClock } from "./store/clock.ts";
import { isLogEntry, type LogEntry } from "./store/log.ts";
import { NewerDatabase } from "./store/migrate.ts";
import { DataDirectoryInUse, DataDirectoryUnusable, openStore, type Store } from "./store/open-store.ts";
import { ensureSetting } from "./store/settings.ts";

/** A running Deskbell. */
export interface Application {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** The one-time link for the first admin; undefined once somebody can sign in. */
  readonly setupUrl: string | undefined;
  /** The demo's sign-in, when it was asked for. */
  readonly demo: { readonly emails: readonly string[]; readonly password: string } | undefined;
  /** Every route of the HTTP API, for tests that must not forget one. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /** The engine, for tests that look at its live sets. */
  readonly engine: Engine<LogEntry>;
  /** What the desk does by itself, for tests that wait until it has done it. */
  readonly switchboard: Switchboard;
  /** What tells people by e-mail, for tests that can't wait for it. */
  readonly mail: Mail;
  /** What tells agents by push messages, for tests that can't wait for it. */
  readonly push: Push;
  /** Sends everybody away in good order, finishes what is under way and lets go of the files. */
  stop(): Promise<void>;
}

/** How long the sockets of a stopping server are closed over, so that those who return don't all come at once. */
const DRAIN_MS = 3_000;
/** How often some of them are closed meanwhile: clients of other makes are back within a moment, all of a slice together. */
const DRAIN_STEP_MS = 100;
const SWEEP_EVERY_MS = 1_000;
const SECOND_MS = 1_000;
const SECRET_BYTES = 24;
/** What takes longer on its way to a socket is not well. */
const READY_WITHIN_MS = 2_000;
/** The probe's own name on its channel; no person's id looks like it. */
const PROBE_USER = "probe";
const DIST = join(import.meta.dirname, "../dist");

export interface ApplicationOptions {
  clock?: Clock;
  /** That of a push service which nobody else vouches for, in PEM. */
  pushCertificate?: string | undefined;
}

/** Puts the parts together and starts serving. Throws what the store, the files or the port say. */
export async function startApplication(
  config: Config,
  log: Logger,
  { clock = systemClock, pushCertificate }: ApplicationOptions = {},
): Promise<Application> {
  const errors = log.child({}, { serializers: { err: withoutExtras } });
  const onError = (error: unknown) => errors.error(error);
  const assets = new Assets(DIST);
  const store = await openStore(config.dataDir, { now: () => clock.now() });
  let address = config.publicUrl ?? "";
  const registry = new AppRegistry(store);
  const vapid = readVapidKeys(await store.transact((tx) => ensureSetting(tx, "vapid_keys", newVapidKeys)));
  const push = new Push(store, {
    vapid,
    contact: () => contactOf(config, address),
    places: { privateToo: config.privatePushServices, certificate: pushCertificate },
    clock,
    onError,
  });
  const desk = await makeDesk(config, store, registry, {
    publicUrl: () => address,
    now: () => clock.now(),
    push,
    wakeMail: () => mail.wake(),
    wakeWebhooks: () => webhooks.wake(),
  });
  const mail = mailOf(desk, config, clock, onError);
  const mailbox = mailboxOf(desk, config, clock, onError);

  const switchboard = new Switchboard(desk, clock, onError);
  const webhooks = new Webhooks(store, { places: { privateToo: config.privateWebhooks }, onError });
  const metrics = new Metrics(() => ({ ...engine.stats(), bufferedBytes: engine.bufferedBytes() }));
  const wanted = config.maxConnections ?? DEFAULT_LIMITS.connections;
  const connectionsMax = Math.min(wanted, socketsWithin(openFilesMax()));
  const engine: Engine<LogEntry> = new Engine({
    app: {
      ...desk.realtime,
      allowsOrigin: (origin) =>
        origin === undefined || origin === desk.publicUrl() || allowsOrigin(config.allowedOrigins, origin),
      log: channelLog(store),
      audience: audience(desk),
      attendance: deskAttendance(switchboard),
    },
    clock: { now: () => performance.now(), date: Date.now },
    faults: { report: (what, cause) => errors.error({ err: cause }, what) },
    hmac: hmacSha256,
    edges: webhooks.edges,
    limits: { connections: connectionsMax },
    meter: metrics.meter(),
  });
  store.onCommit(({ channels }) => {
    if (channels.size > 0) engine.wake(channels);
  });
  const statistics = new Follower(store, statisticsFollower(onError));
  await switchboard.start();
  statistics.start();
  webhooks.start();
  await mail.start();
  await push.start();
  mailbox?.start();

  const hosted = new HostedApps(engine, onError);
  await registry.follow((apps) => hosted.become(apps));

  const limits = {
    messages: new RateLimit(config.messagesPerMinute, desk.now),
    customers: new RateLimit(config.customersPerMinute, desk.now),
    signIns: new RateLimit(config.signInsPerMinute, desk.now),
  };
  const idempotency = new Idempotency(desk.now);
  const router = buildRouter({
    desk,
    limits,
    allowedOrigins: config.allowedOrigins,
    watch: {
      isReady: readiness(desk, engine),
      metrics: () => metrics.answer(),
      metricsToken: config.metricsToken,
    },
    inbound: { secret: config.inboundSecret, mailgunKey: config.mailgunSigningKey },
    onError,
  });
  const listening: Listening = serve(
    { port: config.port, hostname: config.host },
    {
      request: handleRequest(
        {
          router,
          assets,
          channelApi: channelApi({ app: (id) => hosted.find(id), now: desk.now, onError, idempotency }),
        },
        config,
      ),
      handshake: readHandshake,
      accept: (wire, handshake) => engine.accept(wire, handshake),
      onError,
    },
  );
  const url = `http://${reachableHost(config.host)}:${listening.port}`;
  address ||= url;
  if (config.maxConnections !== undefined && connectionsMax < config.maxConnections)
    log.warn(
      `The system lets this process have too few files open for ${config.maxConnections} sockets: it takes ${connectionsMax}. Raise the limit (ulimit -n), or lower MAX_CONNECTIONS.`,
    );
  const sweeping = setInterval(() => {
    engine.sweep();
    idempotency.sweep();
    for (const limit of Object.values(limits)) limit.sweep();
    registry.refresh().catch(onError);
  }, SWEEP_EVERY_MS);

  return {
    url,
    setupUrl: config.demo ? undefined : await offerSetUp(desk),
    demo: config.demo ? await seedDemo(desk) : undefined,
    routes: router.routes.filter(({ method }) => method !== "ALL"),
    engine,
    switchboard,
    mail,
    push,
    async stop() {
      listening.refuse();
      engine.drain(engine.stats().connections > 0 ? DRAIN_MS : 0);
      while (engine.stats().connections > 0) {
        await new Promise((resume) => setTimeout(resume, DRAIN_STEP_MS));
        engine.sweep();
      }
      // Before anything is stopped that an answer may need.
      await listening.close();
      clearInterval(sweeping);
      await switchboard.stop();
      await statistics.stop();
      await webhooks.stop();
      await mailbox?.stop();
      await mail.stop();
      await push.stop();
      await store.close();
    },
  };
}

/** Libraries hang on their errors what a server answered and whose address it was: that is nobody's who reads the log. */
function withoutExtras(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = stdSerializers.err(error);
  return { type, message, stack, code: "code" in error ? error.code : undefined };
}

/** Every address of the machine is listened on under a name that none of them is reached by. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

/** A fault at start that the operator can mend: its sentence says it all, a stack trace would only hide it. */
export function isOperatorsFault(error: unknown): error is Error {
  const kinds = [ConfigError, DataDirectoryInUse, DataDirectoryUnusable, NewerDatabase, PortTaken];
  return kinds.some((kind) => error instanceof kind);
}

async function makeDesk(
  config: Config,
  store: Store,
  registry: AppRegistry,
  parts: Pick<Desk, "publicUrl" | "now" | "push" | "wakeWebhooks"> & { wakeMail: () => void },
): Promise<Desk> {
  const secret = () => randomBytes(SECRET_BYTES).toString("base64url");
  const [key, realtimeSecret, identitySecret, mailSecret] = await store.transact(
    async (tx) =>
      [
        await ensureSetting(tx, "realtime_key", () => randomBytes(SECRET_BYTES / 2).toString("hex")),
        await ensureSetting(tx, "realtime_secret", secret),
        await ensureSetting(tx, "identity_secret", secret),
        await ensureSetting(tx, "mail_secret", secret),
      ] as const,
  );
  const { wakeMail, ...rest } = parts;
  return {
    ...rest,
    store,
    awayAfterMs: config.awayAfterSeconds * SECOND_MS,
    name: config.deskName,
    refreshApps: () => registry.refresh(),
    identitySecret,
    realtime: { key, secret: realtimeSecret },
    dataDir: config.dataDir,
    mail: {
      from: config.smtpUrl === undefined ? undefined : config.mailFrom,
      domain: domainOf(config.mailFrom),
      inboundAddress: config.inboundAddress,
      secret: mailSecret,
      wake: wakeMail,
    },
  };
}

/** How those who run a push service reach those who run this desk. */
function contactOf({ mailFrom }: Config, address: string): string {
  if (address.startsWith("https:")) return address;
  return `mailto:${/<([^<>]*)>$/.exec(mailFrom ?? "")?.[1] ?? mailFrom ?? "deskbell@localhost"}`;
}

/** What goes out by e-mail. The links and addresses in it are signed by the desk. */
function mailOf(desk: Desk, config: Config, clock: Clock, onError: (error: unknown) => void): Mail {
  const { smtpUrl, mailFrom } = config;
  return new Mail(desk.store, {
    smtp: smtpUrl === undefined || mailFrom === undefined ? undefined : { url: smtpUrl, from: mailFrom },
    context: {
      deskName: desk.name,
      publicUrl: desk.publicUrl,
      resumeUrl: (subject) => resumeUrl(desk, subject),
      replyAddress: (subject) => replyAddressOf(desk, subject),
      transcript: (conversationId) => transcriptOf(desk, conversationId),
    },
    clock,
    onError,
  });
}

/** What comes in by e-mail, if it is fetched from a mailbox. */
function mailboxOf(
  desk: Desk,
  { imapUrl }: Config,
  clock: Clock,
  onError: (error: unknown) => void,
): ImapPoller | undefined {
  if (imapUrl === undefined) return undefined;
  const receive = async (raw: Uint8Array) => {
    const { readMail } = await import("./desk/inbound/read-mail.ts");
    try {
      await receiveEmail(desk, await readMail(raw));
    } catch (error) {
      // It would be no easier to read the next time.
      if (!(error instanceof UnreadableMail)) throw error;
      onError(error);
    }
  };
  return new ImapPoller(imapUrl, { clock, receive, onError });
}

function channelLog(store: Store): ChannelLog<LogEntry> {
  return { epoch: store.epoch, read: (after, limit) => store.readLogs(after, limit), owns: isLogEntry };
}

function audience(desk: Desk): Audience {
  return {
    judgeOf: (channel) =>
      channel === PROBE_CHANNEL ? (userId) => userId === PROBE_USER : access.judgeOf(desk.store.db, channel),
  };
}

/**
 * Whether something that is written comes back over the way to a socket. Asked by many at once, it is tried once.
 */
function readiness(desk: Desk, engine: Engine<LogEntry>): () => Promise<boolean> {
  let trying: Promise<boolean> | undefined;
  const attempt = async () => {
    const probe = new Probe(engine, { ...desk.realtime, channel: PROBE_CHANNEL, userId: PROBE_USER });
    try {
      probe.subscribe();
      const nonce = randomBytes(SECRET_BYTES).toString("hex");
      if (!(await probe.hears("subscription_succeeded", READY_WITHIN_MS))) return false;
      await writeProbe(desk, nonce);
      return await probe.hears(nonce, READY_WITHIN_MS);
    } catch {
      return false;
    } finally {
      probe.leave();
    }
  };
  return () => {
    trying ??= attempt().finally(() => {
      trying = undefined;
    });
    return trying;
  };
}

/** An agent is there while a dashboard of theirs is on the agent's own channel. */
function deskAttendance(switchboard: Switchboard): Attendance {
  const agentOf = (channel: string) => {
    const about = parseDeskChannel(channel);
    return about?.of === "agent" ? about.id : undefined;
  };
  return {
    concerns: (channel) => agentOf(channel) !== undefined,
    arrived(channel) {
      const agent = agentOf(channel);
      if (agent) switchboard.arrived(agent);
    },
    left(channel, _userId, clean) {
      const agent = agentOf(channel);
      if (agent) switchboard.left(agent, clean);
    },
  };
}
