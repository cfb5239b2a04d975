import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { ProblemError } from "../../../client/problem-error.ts";
import type { Agent } from "../../../protocol/resources.ts";
import { SKILLS_MAX, TEAM_BOUNDS } from "../../../protocol/teams.ts";
import { Field } from "../../account/field.tsx";
import { showNotice } from "../../notices.tsx";
import { api } from "../../session.ts";
import { Submission } from "../../submission.ts";
import { ConfirmSheet } from "../confirm-sheet.tsx";
import { Form } from "../form.tsx";
import { Sheet } from "../sheet.tsx";
import { capacityOf } from "./capacity.ts";

export interface AgentSheetProps {
  agent: Agent;
  onChange: () => void;
  onClose: () => void;
}

/** What an admin decides about an agent: how much they take, what they know about, what they may, and their end here. */
export function AgentSheet({ agent, onChange, onClose }: AgentSheetProps): JSX.Element {
  const submission = useMemo(() => new Submission(["capacity", "skills"]), []);
  const capacity = useSignal(agent.capacity === null ? "" : String(agent.capacity));
  const skills = useSignal(agent.skills.join(", "));
  const role = useSignal(agent.role);
  const ending = useSignal(false);
  const faults = submission.fields.value;
  const save = async () => {
    await api.changeAgent(agent.id, {
      capacity: capacityOf(capacity.value),
      skills: skillsOf(skills.value),
      ...(role.value === agent.role ? {} : { role: role.value }),
    });
    showNotice(`${agent.name} is saved.`);
    onChange();
  };
  if (ending.value)
    return (
      <ConfirmSheet
        title={`Deactivate ${agent.name}?`}
        deed="Deactivate"
        onConfirm={async () => {
          await api.deactivateAgent(agent.id);
          showNotice(`${agent.name} can't sign in any more.`);
          onChange();
        }}
        onClose={onClose}
      >
        <p>
          {agent.name} is signed out everywhere and can't sign in again. {conversationsOf(agent)} What they
          wrote stays. This can't be undone; to have them back, invite them anew.
        </p>
      </ConfirmSheet>
    );
  return (
    <Sheet title={agent.name} onClose={onClose}>
      {(close) => (
        <Form
          submission={submission}
          onSubmit={async () => {
            await save();
            close();
          }}
        >
          <Field
            label="Conversations at once"
            name="capacity"
            value={capacity.value}
            onValue={(value) => {
              capacity.value = value;
            }}
            autoComplete="off"
            inputMode="numeric"
            optional
            problem={faults["capacity"]}
            hint={`Up to ${TEAM_BOUNDS.capacity[1]}. Empty for what their teams say.`}
          />
          <Field
            label="Skills"
            name="skills"
            value={skills.value}
            onValue={(value) => {
              skills.value = value;
            }}
            autoComplete="off"
            optional
            problem={faults["skills"]}
            hint="Separated by commas, such as billing, french. Teams that go by skills match them with labels."
          />
          <div class="field">
            <label for="agent-role">Role</label>
            <select
              id="agent-role"
              value={role.value}
              onChange={(event) => {
                role.value = event.currentTarget.value === "admin" ? "admin" : "agent";
              }}
            >
              <option value="agent">Agent: answers customers</option>
              <option value="admin">Admin: also runs the desk</option>
            </select>
          </div>
          <div class="form-deeds">
            <button type="submit" class="button" aria-busy={submission.busy.value}>
              Save
            </button>
            <button
              type="button"
              class="button button-quiet button-danger"
              onClick={() => {
                ending.value = true;
              }}
            >
              Deactivate…
            </button>
          </div>
        </Form>
      )}
    </Sheet>
  );
}

function conversationsOf({ load }: Agent): string {
  if (load === 0) return "They have no open conversation.";
  const what = load === 1 ? "Their open conversation goes" : `Their ${load} open conversations go`;
  return `${what} back to the queue, for somebody else.`;
}

function skillsOf(text: string): string[] {
  const skills = new Set(text.split(",").map((skill) => skill.trim().toLowerCase()));
  skills.delete("");
  if (skills.size > SKILLS_MAX)
    throw new ProblemError({
      title: "Some fields are wrong",
      code: "invalid-input",
      status: 422,
      fields: [{ path: "skills", message: `${SKILLS_MAX} are the most.` }],
    });
  return [...skills];
}
