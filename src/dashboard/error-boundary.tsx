import { Component, type ComponentChildren } from "preact";
import { FailureNote } from "./loaded.tsx";

/** Keeps a mistake in one screen from leaving a blank page. */
export class ErrorBoundary extends Component<{ children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };

  override componentDidCatch(failure: unknown): void {
    console.error(failure);
    this.setState({ broken: true });
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <main class="whole-page" id="main">
        <FailureNote
          problem="The dashboard stumbled over something. What you wrote is kept; reload to go on."
          onRetry={() => location.reload()}
        />
      </main>
    );
  }
}
