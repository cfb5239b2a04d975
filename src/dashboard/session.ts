import { computed, signal } from "@preact/signals";
import { DeskApi } from "../client/desk-api.ts";
import { Inbox, type InboxState } from "../client/inbox.ts";
import { ProblemError } from "../client/problem-error.ts";
import type { Queue } from "../client/queue.ts";
import { EMPTY_QUEUE, type QueueState } from "../client/queue-state.ts";
import type { Agent } from "../protocol/resources.ts";
import { Drafts, tabStorage } from "./inbox/drafts.ts";
import { isSignInAddress, signInAddress } from "./route.ts";
import { address, navigate } from "./router.ts";

/** The desk's HTTP API as the signed-in agent; the cookie says who that is. */
export const api = new DeskApi({ baseUrl: "" });

const opened = signal<Inbox | undefined>(undefined);
const openedState = signal<InboxState | undefined>(undefined);
const openedQueue = signal<QueueState>(EMPTY_QUEUE);

/** The signed-in agent's inbox, from `openInbox` on. */
export const inbox = computed(() => opened.value);
/** Its state, followed: a new one after every change, a conversation's own included. */
export const inboxState = computed(() => openedState.value);
/** What waits for my teams, followed. */
export const queueState = computed(() => openedQueue.value);
/** Who is signed in; undefined until the desk has said so. */
export const me = computed<Agent | undefined>(() => inboxState.value?.me?.agent);
/** True while the sign-in page should explain why it is there. */
export const sessionEnded = signal(false);

const meId = computed(() => me.value?.id);
/** The half-written replies of whoever is signed in. */
export const drafts = computed(() =>
  meId.value === undefined ? undefined : new Drafts(meId.value, tabStorage()),
);

/** Opens the inbox unless it is open; a session that has ended leads to the sign-in page. */
export function openInbox(): void {
  if (opened.value !== undefined) return;
  const fresh = new Inbox({ baseUrl: "" });
  let followed: Queue | undefined;
  const stop = fresh.onChange(() => {
    openedState.value = fresh.state;
    const { queue } = fresh;
    if (queue !== undefined && queue !== followed) {
      followed = queue;
      openedQueue.value = queue.state;
      queue.onChange(() => {
        openedQueue.value = queue.state;
      });
    }
    if (fresh.state.me !== null) wasSignedIn = true;
    if (fresh.state.phase === "signed-out") endSession();
  });
  closeInbox = () => {
    stop();
    fresh.close();
    opened.value = undefined;
    openedState.value = undefined;
    openedQueue.value = EMPTY_QUEUE;
  };
  opened.value = fresh;
  openedState.value = fresh.state;
  void fresh.open();
}

/** The state of a session that ended no longer says whose it was. */
let wasSignedIn = false;
let closeInbox = (): void => {};

/** Opens the inbox anew after it failed. */
export function reopenInbox(): void {
  closeInbox();
  openInbox();
}

/** Somebody has just signed in. */
export function enter(): void {
  sessionEnded.value = false;
}

/** Signs out on purpose. Rejects as `DeskApi` does, and then one is still signed in. */
export async function leave(): Promise<void> {
  try {
    await api.signOut();
  } catch (failure) {
    if (!isSignedOut(failure)) throw failure;
  }
  drafts.value?.clear();
  const { forgetPush } = await import("./notify/browser-push.ts");
  // The session is over, and with it what the desk pushes.
  await forgetPush().catch(() => {});
  wasSignedIn = false;
  closeInbox();
  navigate("/sign-in");
}

/** To be told of every failed request: one of them says that the session has ended. */
export function noticeFailure(failure: unknown): void {
  if (isSignedOut(failure)) endSession();
}

function isSignedOut(failure: unknown): boolean {
  return failure instanceof ProblemError && failure.code === "unauthenticated";
}

function endSession(): void {
  // Several requests may learn of it: only the first still knows where one was.
  if (isSignInAddress(address.value)) return;
  sessionEnded.value = wasSignedIn;
  wasSignedIn = false;
  closeInbox();
  navigate(signInAddress(address.value), { replace: true });
}
