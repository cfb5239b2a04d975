import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Submission } from "../submission.ts";
import { Form } from "./form.tsx";
import { Sheet } from "./sheet.tsx";

export interface ConfirmSheetProps {
  title: string;
  /** What the button says that does it. */
  deed: string;
  onConfirm: () => Promise<void>;
  onClose: () => void;
  /** What will happen. */
  children: ComponentChildren;
}

/** Asks before something that can't be undone. */
export function ConfirmSheet(props: ConfirmSheetProps): JSX.Element {
  const { title, deed, onConfirm, onClose, children } = props;
  const submission = useMemo(() => new Submission(), []);
  return (
    <Sheet title={title} onClose={onClose}>
      {(close) => (
        <Form
          submission={submission}
          onSubmit={async () => {
            await onConfirm();
            close();
          }}
        >
          {children}
          <div class="form-deeds">
            <button type="submit" class="button button-danger" aria-busy={submission.busy.value}>
              {deed}
            </button>
            <button type="button" class="button button-quiet" onClick={close}>
              Cancel
            </button>
          </div>
        </Form>
      )}
    </Sheet>
  );
}
