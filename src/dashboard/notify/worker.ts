import { navigate } from "../router.ts";

const SCRIPT = "/service-worker.js";
const SCOPE = "/dashboard";

/** Whether this browser can show notifications here; over plain HTTP none can, but on the machine itself. */
export const canNotify = "Notification" in globalThis && "serviceWorker" in navigator;
/** Whether it can be told while no dashboard is open. */
export const canBePushed = canNotify && "PushManager" in globalThis;

/** The service worker, in place and ready to show notifications. */
export async function worker(): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register(SCRIPT, { scope: SCOPE });
  if (registration.active) return registration;
  return await navigator.serviceWorker.ready;
}

/** The same, if somebody has put it in place. */
export async function knownWorker(): Promise<ServiceWorkerRegistration | undefined> {
  if (!("serviceWorker" in navigator)) return undefined;
  return await navigator.serviceWorker.getRegistration(SCOPE);
}

/** Goes where a clicked notification leads, without loading the page anew. */
export function followClicks(): () => void {
  if (!("serviceWorker" in navigator)) return () => {};
  const follow = ({ data }: MessageEvent<{ open?: string } | null>) => {
    if (data?.open !== undefined) navigate(data.open);
  };
  navigator.serviceWorker.addEventListener("message", follow);
  return () => navigator.serviceWorker.removeEventListener("message", follow);
}
