import { Component, jsx, render } from "../../src/widget/renderer.ts";

/** A tree as a test writes it down: a text, nothing, a list, or an element or component with children. */
export type Sketch =
  | string
  | null
  | Sketch[]
  | { tag: string; key?: string; kids: Sketch[] }
  | { component: "plain" | "counting"; key?: string; kids: Sketch[] };

type Child = Parameters<typeof render>[0];

/** What the counting components alive now have counted is shown by `count`; all of them at once. */
const alive = new Set<Counting>();

class Counting extends Component {
  override state: { count: number } = { count: 0 };

  override componentDidMount(): void {
    alive.add(this);
  }

  override componentWillUnmount(): void {
    alive.delete(this);
  }

  override render(): Child {
    return [`${this.state.count}`, this.props.children];
  }
}

const Plain = ({ children }: { children?: Child }): Child => children;

function drawn(sketch: Sketch): Child {
  if (sketch === null || typeof sketch === "string") return sketch;
  if (Array.isArray(sketch)) return sketch.map(drawn);
  const children = sketch.kids.map(drawn);
  if ("tag" in sketch) return jsx(sketch.tag, { children, id: sketch.key ?? null }, sketch.key);
  const type = sketch.component === "plain" ? Plain : Counting;
  return jsx(type, { children }, sketch.key);
}

const page = {
  /** Draws a sketch into the page's element of this id. */
  draw(sketch: Sketch, id: string): void {
    render(drawn(sketch), document.getElementById(id) ?? document.body);
  },
  /** Every counting component counts one on; resolves once that is drawn. Returns how many there are. */
  async count(): Promise<number> {
    for (const each of alive) each.setState({ count: each.state.count + 1 });
    await Promise.resolve();
    return alive.size;
  },
};

export type RendererPage = typeof page;

Object.assign(globalThis, { page });
