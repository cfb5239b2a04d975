import type { PushPayload } from "../protocol/notifications.ts";

// What the browser runs while no dashboard is open: it shows what is pushed, and leads to it. It fetches nothing.

/** What a worker has beside what pages have; a project of pages has no types for it. */
interface WorkerScope {
  registration: ServiceWorkerRegistration;
  clients: {
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly WindowClient[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: string, listener: (event: WorkerEvent) => void): void;
}
interface WorkerEvent {
  waitUntil(work: Promise<unknown>): void;
  data: { json(): unknown } | null;
  notification: Notification;
}
interface WindowClient {
  url: string;
  focused: boolean;
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}

const worker = self as unknown as WorkerScope;

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("push", (event) => {
  if (event.data) event.waitUntil(show(event.data.json() as PushPayload));
});
worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open((event.notification.data as { url?: string } | null)?.url ?? "/dashboard"));
});

/** Whoever has a dashboard before them sees it there. */
async function show({ title, body, url, tag }: PushPayload): Promise<void> {
  if ((await dashboards()).some(({ focused }) => focused)) return;
  const before = await worker.registration.getNotifications({ tag });
  const isShown = before.some((one) => one.title === title && one.body === body);
  // One that says the same takes the other's place without a sound.
  const options = { body, tag, data: { url }, renotify: !isShown };
  await worker.registration.showNotification(title, options);
}

/** In a dashboard that is open already, or else in a new one. */
async function open(url: string): Promise<void> {
  // A message of ours leads nowhere else; this holds whoever made it.
  const address = new URL(url, self.location.origin);
  const path = address.origin === self.location.origin ? address.pathname : "/dashboard";
  const [dashboard] = await dashboards();
  if (!dashboard) return void (await worker.clients.openWindow(path));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a client is of this origin
  dashboard.postMessage({ open: path });
  await dashboard.focus();
}

async function dashboards(): Promise<WindowClient[]> {
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  return windows.filter(({ url }) => /^\/dashboard(?:\/|$)/.test(new URL(url).pathname));
}
