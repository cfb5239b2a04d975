/*
 * The part of Preact that the widget needs, in a quarter of its bytes: sources import "preact", and the build puts this in
 * its place (scripts/small-renderer.ts). What it does not have, it refuses at build time: hooks, contexts, hydration,
 * `style` objects, inner HTML.
 *
 * A chunk that loads later brings a copy of its own. Both may draw the same page: whatever they know of it is in the mounts.
 *
 *   VNode   what a component says should be there: plain data, never changed, may be drawn again
 *   Mount   what is there: an element, a text, or a component with what it rendered
 */

/** What JSX makes. `type` is an element's name, a component, or "" for a text, which then is `props.text`. */
interface VNode {
  type: string | ((props: Props) => Child) | typeof Component;
  props: Props;
  key?: unknown;
}

interface Props {
  children?: Child;
  text?: string;
  ref?: Ref;
  [name: string]: unknown;
}

type Child = VNode | string | number | boolean | null | undefined | Child[];
type Ref = ((element: Element | null) => void) | { current: Element | null } | null | undefined;

interface Mount {
  vnode: VNode;
  /** Of an element or a text. */
  node?: Element | Text;
  component?: Component;
  /** One for each child, also for those that show nothing, so that the others keep their places. */
  kids: (Mount | undefined)[];
  parent: Mount | undefined;
  /** The names of the listeners that the element has. */
  heard?: Set<string>;
}

const SVG = "http://www.w3.org/2000/svg";

/** A component with a state of its own. */
export class Component {
  props: Props;
  state: object = {};
  /** Undefined before it is drawn for the first time, and once it is gone. */
  mount: Mount | undefined;

  constructor(props: Props) {
    this.props = props;
  }

  /** Changes part of the state at once, and draws it before the next task. */
  setState(change: object): void {
    this.state = { ...this.state, ...change };
    if (changed.add(this).size === 1) queueMicrotask(drawChanged);
  }

  componentDidMount?(): void;
  componentDidUpdate?(): void;
  componentWillUnmount?(): void;

  render(): Child {
    return null;
  }
}

const changed = new Set<Component>();
/** What is to be called once everything is in its place. */
let afterwards: (() => void)[] = [];

/** Makes what JSX says; `jsxs` is the same for several children. */
export function jsx(type: VNode["type"], props: Props, key?: unknown): VNode {
  return { type, props, key };
}

export { jsx as jsxs };

export function Fragment({ children }: Props): Child {
  return children;
}

const roots = new WeakMap<Element, Mount>();

/** Makes `container` hold what `child` says, and nothing else. */
export function render(child: Child, container: Element): void {
  let root = roots.get(container);
  if (!root) {
    root = { vnode: jsx("", {}), node: container, kids: [], parent: undefined };
    roots.set(container, root);
  }
  drawKids(root, child, container);
  settle(root);
}

function drawChanged(): void {
  // Whoever is drawn on the way, by somebody above, is taken from the set.
  for (const component of changed) {
    changed.delete(component);
    if (component.mount) redraw(component.mount);
  }
}

function redraw(mount: Mount): void {
  let host = mount;
  while (!host.node) host = host.parent!;
  draw(mount, mount.vnode, host.node as Element);
  settle(host);
}

/** Puts the nodes of a host in order, then tells everybody that they are drawn. */
function settle(host: Mount): void {
  arrange(host);
  const calls = afterwards;
  afterwards = [];
  for (const call of calls) call();
}

/** Makes `mount` show `vnode`, which is of the same type as before. */
function draw(mount: Mount, vnode: VNode, host: Element): void {
  const before = mount.node && mount.vnode.props;
  const { type, props } = vnode;
  mount.vnode = vnode;
  if (typeof type === "function") {
    const known = mount.component;
    drawKids(mount, drawComponent(mount, type, props), host);
    const { component } = mount;
    if (component)
      afterwards.push(() => (known ? component.componentDidUpdate?.() : component.componentDidMount?.()));
    return;
  }
  if (type === "") {
    mount.node ??= document.createTextNode("");
    if (before?.text !== props.text) mount.node.textContent = props.text!;
    return;
  }
  const element = (mount.node ??= document.createElementNS(
    type === "svg" ? SVG : host.namespaceURI,
    type,
  )) as Element;
  for (const name in before) if (!(name in props)) setAttribute(mount, element, name, undefined);
  for (const name in props) {
    // A field's value changes under the hand of its user.
    if (before?.[name] !== props[name] || name === "value") setAttribute(mount, element, name, props[name]);
  }
  drawKids(mount, props.children, element);
  arrange(mount);
  if (before?.ref !== props.ref) {
    refer(before?.ref, null);
    afterwards.push(() => refer(props.ref, element));
  }
}

/** Sets what JSX says of an element: a listener for `onClick`, a field's live `value`, and attributes otherwise. */
function setAttribute(mount: Mount, element: Element, name: string, value: unknown): void {
  if (name === "children" || name === "ref") return;
  if (name.startsWith("on")) hear(mount, element, name);
  else if (name === "value") {
    const field = element as HTMLInputElement;
    // Setting the same text again would move the cursor.
    if (field.value !== value) field.value = value as string;
  } else {
    // Those of ARIA say "false"; of others it is said by their absence.
    const text = typeof value === "boolean" && !name.startsWith("aria-") ? (value ? "" : undefined) : value;
    if (text === undefined || text === null) element.removeAttribute(name);
    else element.setAttribute(name, text as string);
  }
}

/** What is to be called is looked up when it happens. */
function hear(mount: Mount, element: Element, name: string): void {
  const heard = (mount.heard ??= new Set());
  if (heard.has(name)) return;
  heard.add(name);
  element.addEventListener(name.slice(2).toLowerCase(), (event) => {
    (mount.vnode.props[name] as EventListener | undefined)?.(event);
  });
}

function drawComponent(mount: Mount, type: Exclude<VNode["type"], string>, props: Props): Child {
  if (!isClass(type)) return type(props);
  const component = (mount.component ??= new type(props));
  component.mount = mount;
  component.props = props;
  changed.delete(component);
  return component.render();
}

function isClass(type: Exclude<VNode["type"], string>): type is typeof Component {
  return "render" in (type.prototype ?? {});
}

/** Children are recognised by their key, or else by their place and type. Who is no longer among them goes. */
function drawKids(mount: Mount, child: Child, host: Element): void {
  const gone = new Set(mount.kids);
  const byKey = new Map<unknown, Mount>();
  for (const kid of gone) if (kid?.vnode.key !== undefined) byKey.set(kid.vnode.key, kid);
  const children = Array.isArray(child) ? child : [child];
  const kids: Mount["kids"] = [];
  for (const each of children) {
    const vnode = asVNode(each);
    let kid: Mount | undefined;
    if (vnode) {
      const { key, type } = vnode;
      kid = key === undefined ? mount.kids[kids.length] : byKey.get(key);
      if (kid?.vnode.type !== type || kid.vnode.key !== key || !gone.delete(kid))
        kid = { vnode, kids: [], parent: mount };
      draw(kid, vnode, host);
    }
    kids.push(kid);
  }
  mount.kids = kids;
  for (const kid of gone) if (kid) remove(kid, true);
}

function asVNode(child: Child): VNode | undefined {
  if (child === null || child === undefined || typeof child === "boolean") return undefined;
  if (Array.isArray(child)) return jsx(Fragment, { children: child });
  return typeof child === "object" ? child : jsx("", { text: `${child}` });
}

/** Brings the nodes under an element into order, and moves none that stands right already: moving ends its focus. */
function arrange(host: Mount): void {
  const parent = host.node!;
  let next = parent.firstChild;
  for (const node of nodesOf(host)) {
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
  }
}

function nodesOf(mount: Mount): Node[] {
  const nodes: Node[] = [];
  for (const kid of mount.kids)
    if (kid?.node) nodes.push(kid.node);
    else if (kid) nodes.push(...nodesOf(kid));
  return nodes;
}

/** `visible`: its nodes are not taken out with those of somebody above it. */
function remove(mount: Mount, visible: boolean): void {
  const { component, node, vnode } = mount;
  component?.componentWillUnmount?.();
  if (component) component.mount = undefined;
  refer(vnode.props.ref, null);
  for (const kid of mount.kids) if (kid) remove(kid, visible && !node);
  if (visible) node?.remove();
}

function refer(ref: Ref, element: Element | null): void {
  if (typeof ref === "function") ref(element);
  else if (ref) ref.current = element;
}
