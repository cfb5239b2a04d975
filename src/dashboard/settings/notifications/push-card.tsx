import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { beginPush, endPush, isPushed, pushEndpoint } from "../../notify/browser-push.ts";
import { canBePushed } from "../../notify/worker.ts";
import { api, me } from "../../session.ts";
import { Submission } from "../../submission.ts";
import { Blocked, Unsupported } from "./permission-notes.tsx";
import type { CardProps } from "./sound-card.tsx";
import { SwitchRow } from "./switch-row.tsx";

type PushState = "loading" | "unsupported" | "blocked" | "off" | "on";

/** Messages pushed to this browser while no dashboard is open, and to the others where that was switched on. */
export function PushCard({ settings, onChange }: CardProps): JSX.Element {
  const agentId = me.value?.id ?? "";
  const state = useSignal<PushState>("loading");
  const note = useSignal("");
  const submission = useMemo(() => new Submission(), []);
  const look = async () => {
    state.value = await stateOf(agentId);
  };
  useEffect(() => {
    void look();
  }, [agentId]);
  const turn = (work: () => Promise<void>, done: string) =>
    void submission.run(async () => {
      note.value = "";
      try {
        await work();
        note.value = done;
      } catch (failure) {
        // The browser's own words are for those who program it.
        if (!(failure instanceof DOMException)) throw failure;
        note.value =
          "This browser reached no push service: it may be switched off there, or not reachable now.";
      } finally {
        await look();
      }
    });
  const turnOn = async () => {
    if ((await Notification.requestPermission()) !== "granted") return;
    await beginPush(agentId);
    if (!settings.push) onChange({ push: true });
  };
  const test = async () => {
    const endpoint = await pushEndpoint();
    if (endpoint !== undefined) await api.testPush(endpoint);
  };
  return (
    <section class="card">
      <h2>Push messages</h2>
      <p>
        They reach you while no dashboard is open: a conversation becomes yours, a customer of yours writes,
        or somebody waits and nobody is there. They end when you sign out of the browser.
      </p>
      {state.value === "unsupported" && <Unsupported what="push messages" />}
      {state.value === "blocked" && <Blocked />}
      {state.value === "off" && (
        <button
          type="button"
          class="button"
          aria-busy={submission.busy.value}
          onClick={() => turn(turnOn, "")}
        >
          Turn on in this browser
        </button>
      )}
      {state.value === "on" && (
        <>
          <SwitchRow
            label="Push messages to my browsers"
            sentence="To every one in which you have turned them on."
            checked={settings.push}
            onChange={(push) => onChange({ push })}
          />
          <div class="card-actions">
            <button
              type="button"
              class="button button-quiet"
              onClick={() => turn(test, "On its way. You see it unless this page is before you.")}
            >
              Send me a test push
            </button>
            <button type="button" class="button button-quiet" onClick={() => turn(endPush, "")}>
              Turn off in this browser
            </button>
          </div>
        </>
      )}
      <p role="status">{note.value}</p>
      <p class="form-problem" role="alert">
        {submission.problem.value}
      </p>
    </section>
  );
}

async function stateOf(agentId: string): Promise<PushState> {
  if (!canBePushed) return "unsupported";
  if (Notification.permission === "denied") return "blocked";
  return (await isPushed(agentId)) ? "on" : "off";
}
