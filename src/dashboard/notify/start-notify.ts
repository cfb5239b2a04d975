import { effect } from "@preact/signals";
import type { Inbox } from "../../client/inbox.ts";
import { inboxAddress } from "../route.ts";
import { route } from "../router.ts";
import { keepPushing } from "./browser-push.ts";
import { NewMessages } from "./new-messages.ts";
import { isQuietNow, loadNotifications, notifications } from "./settings.ts";
import { isWatched, Leadership, Watching } from "./tab-locks.ts";
import { canSound, playTone, readyToSound } from "./tone.ts";
import { canNotify, followClicks, worker } from "./worker.ts";

const WATCHED = "deskbell.watched";
const GESTURES = ["pointerdown", "keydown"] as const;
const BODY_MAX = 80;

interface News {
  conversationId: string;
  title: string;
  body: string;
}

/**
 * Tells the agent of what comes: by sound from one tab, by a notification of the desktop while none is before them.
 * Returns how to end it.
 */
export function startNotify(inbox: Inbox, agentId: string): () => void {
  const notifier = new Leadership("deskbell.notifier");
  let ringer: Leadership | undefined;
  const watching = new Watching();
  const messages = new NewMessages();
  messages.in(inbox.state.conversations);

  const asked = loadNotifications().catch(() => {});

  const watch = () => {
    const place = route.value;
    const isBefore = document.visibilityState === "visible" && document.hasFocus();
    const open = place.screen === "inbox" ? place.conversationId : undefined;
    watching.say(isBefore ? [WATCHED, ...(open === undefined ? [] : [`${WATCHED}.${open}`])] : []);
  };
  // Only a tab that can be heard may be the one that rings.
  const becomeHeard = async () => {
    if (ringer || !(await readyToSound())) return;
    for (const name of GESTURES) removeEventListener(name, onGesture);
    ringer ??= new Leadership("deskbell.ringer");
  };
  const onGesture = () => void becomeHeard();
  const tell = async (news: News) => {
    // What comes while the settings are still asked for is told of all the same.
    await asked;
    const settings = notifications.value;
    if (!settings || isQuietNow()) return;
    const isSeen = await isWatched(`${WATCHED}.${news.conversationId}`);
    if (settings.sound && ringer?.isMine && canSound() && !isSeen) playTone();
    if (settings.desktop && notifier.isMine && !(await isWatched(WATCHED))) await show(news);
  };

  const stops = [
    effect(watch),
    followClicks(),
    inbox.onAssigned((live) => {
      const { conversation } = live.state;
      if (conversation)
        void tell({
          conversationId: conversation.id,
          title: `New conversation with ${conversation.customer.name}`,
          body: conversation.lastMessage?.text ?? "",
        });
    }),
    inbox.onChange(() => {
      for (const { conversationId, senderName, text } of messages.in(inbox.state.conversations))
        void tell({ conversationId, title: `${senderName} wrote`, body: text });
    }),
  ];
  for (const name of GESTURES) addEventListener(name, onGesture);
  for (const name of ["focus", "blur"]) addEventListener(name, watch);
  document.addEventListener("visibilitychange", watch);
  void keepPushing(agentId).catch(() => {});

  return () => {
    for (const stop of stops) stop();
    for (const name of GESTURES) removeEventListener(name, onGesture);
    for (const name of ["focus", "blur"]) removeEventListener(name, watch);
    document.removeEventListener("visibilitychange", watch);
    watching.say([]);
    notifier.end();
    ringer?.end();
    notifications.value = undefined;
  };
}

async function show({ conversationId, title, body }: News): Promise<void> {
  if (!canNotify || Notification.permission !== "granted") return;
  const options = {
    body: body.slice(0, BODY_MAX),
    tag: conversationId,
    data: { url: inboxAddress("open", conversationId) },
    renotify: true,
    // The tone is ours.
    silent: notifications.value?.sound === true,
  };
  await (await worker()).showNotification(title, options);
}
