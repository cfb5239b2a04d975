import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { NOTE_MAX, type Team } from "../../protocol/teams.ts";
import { LoadedView, useLoaded } from "../loaded.tsx";
import { showNotice } from "../notices.tsx";
import { api, inbox, me, queueState } from "../session.ts";
import { Form } from "../settings/form.tsx";
import { Sheet } from "../settings/sheet.tsx";
import { isFull, loadWords, PRESENCE_WORDS, presenceOf, withStandings } from "../standing.ts";
import { Submission } from "../submission.ts";
import { goOn } from "./thread-deeds.ts";
import type { ThreadSheetProps } from "./thread-sheets.tsx";

/** Somebody, or a team, that a conversation may go to. */
interface Receiver {
  key: string;
  to: { agentId: string } | { teamId: string };
  name: string;
  /** How they stand, in a few words. */
  words: string;
  presence?: string;
  /** The desk would refuse. */
  full: boolean;
}

/** Asks to whom a conversation is to go, and what they should know. */
export function HandOverSheet({ conversation, onClose }: ThreadSheetProps): JSX.Element {
  const { loaded, reload } = useLoaded(async () => {
    const [{ agents }, { teams }] = await Promise.all([api.agents(), api.teams()]);
    return { agents, teams };
  });
  const submission = useMemo(() => new Submission(), []);
  const chosen = useSignal("");
  const note = useSignal("");
  const query = useSignal("");
  const { customer } = conversation;

  const give = (receiver: Receiver, evenIfAway: boolean) => async () => {
    const words = note.value.trim() === "" ? {} : { note: note.value.trim() };
    const wish =
      "agentId" in receiver.to ? { ...receiver.to, ...words, evenIfAway } : { ...receiver.to, ...words };
    await inbox.value?.giveAway(conversation.id, () => api.assign(conversation.id, wish));
    showNotice(`${customer.name} is with ${receiver.name} now.`);
    goOn(conversation.id);
  };

  return (
    <Sheet title={`Hand ${customer.name} over`} onClose={onClose}>
      {(close) => (
        <LoadedView loaded={loaded.value} onRetry={() => void reload()} what="the team">
          {({ agents, teams }) => {
            const here = teams.find(({ id }) => id === conversation.team.id);
            const people = withStandings(agents, queueState.value.members)
              .filter(({ id, deactivated }) => !deactivated && id !== conversation.assignee?.id)
              .map((agent): Receiver => {
                const full = isFull(agent, here?.settings);
                return {
                  key: `a${agent.id}`,
                  to: { agentId: agent.id },
                  name: agent.id === me.value?.id ? `${agent.name} (you)` : agent.name,
                  words: `${PRESENCE_WORDS[presenceOf(agent)]} · ${loadWords(agent, here?.settings)}${full ? " · full" : ""}`,
                  presence: presenceOf(agent),
                  full,
                };
              });
            const found = [
              ...people,
              ...teams.flatMap(asReceiver(conversation.assignee === null, here)),
            ].filter(({ name }) => name.toLowerCase().includes(query.value.trim().toLowerCase()));
            const receiver = found.find(({ key }) => key === chosen.value);
            const asksAgain = submission.code.value === "agent-away" && receiver !== undefined;
            return (
              <Form
                submission={submission}
                onSubmit={async () => {
                  if (receiver === undefined) return;
                  await give(receiver, asksAgain)();
                  close();
                }}
              >
                {people.length + teams.length > FILTER_FROM && (
                  <input
                    class="plain-input"
                    type="search"
                    aria-label="Find somebody"
                    placeholder="Find somebody"
                    value={query.value}
                    onInput={(event) => {
                      query.value = event.currentTarget.value;
                    }}
                  />
                )}
                <fieldset ref={focusFirst} class="receivers">
                  <legend class="only-heard">To whom?</legend>
                  {found.map((each) => (
                    <ReceiverChoice
                      key={each.key}
                      receiver={each}
                      isChosen={each.key === chosen.value}
                      onChoose={() => {
                        chosen.value = each.key;
                        submission.code.value = undefined;
                        submission.problem.value = undefined;
                      }}
                    />
                  ))}
                  {found.length === 0 && <p class="muted">Nobody by that name.</p>}
                </fieldset>
                <div class="field">
                  <label for="hand-over-note">A note for whoever gets it</label>
                  <textarea
                    id="hand-over-note"
                    class="plain-input"
                    rows={2}
                    dir="auto"
                    maxLength={NOTE_MAX}
                    placeholder="Optional; the customer doesn't see it"
                    value={note.value}
                    onInput={(event) => {
                      note.value = event.currentTarget.value;
                    }}
                  />
                </div>
                <div class="form-deeds">
                  <button
                    type="submit"
                    class="button"
                    disabled={receiver === undefined}
                    aria-busy={submission.busy.value}
                  >
                    {asksAgain ? "Give it all the same" : "Hand over"}
                  </button>
                  <button type="button" class="button button-quiet" onClick={close}>
                    Cancel
                  </button>
                </div>
              </Form>
            );
          }}
        </LoadedView>
      )}
    </Sheet>
  );
}

/** They come later than the sheet, which has given the focus to its only button by then. */
function focusFirst(receivers: HTMLElement | null): void {
  const isElsewhere = document.activeElement?.closest("form") !== null;
  if (!isElsewhere) receivers?.querySelector("input")?.focus();
}

/** From so many on, looking for a name is quicker than reading. */
const FILTER_FROM = 8;

/** The own team too, where somebody has the conversation: it goes back to its queue, for somebody else. */
function asReceiver(waits: boolean, here: Team | undefined) {
  return (team: Team): Receiver[] => {
    const isHere = team.id === here?.id;
    if (isHere && waits) return [];
    const count = team.memberIds.length;
    return [
      {
        key: `t${team.id}`,
        to: { teamId: team.id },
        name: isHere ? `${team.name}, somebody else` : team.name,
        words: `Team · ${count === 1 ? "1 member" : `${count} members`}${team.status.answering ? "" : " · nobody there now"}`,
        full: false,
      },
    ];
  };
}

interface ReceiverChoiceProps {
  receiver: Receiver;
  isChosen: boolean;
  onChoose: () => void;
}

function ReceiverChoice({ receiver, isChosen, onChoose }: ReceiverChoiceProps): JSX.Element {
  const { name, words, presence, full } = receiver;
  return (
    <label class="receiver" data-full={full}>
      <input type="radio" name="receiver" checked={isChosen} onChange={onChoose} />
      <span class="receiver-name">
        <bdi>{name}</bdi>
      </span>
      <span class="presence" data-presence={presence ?? "team"}>
        {words}
      </span>
    </label>
  );
}
