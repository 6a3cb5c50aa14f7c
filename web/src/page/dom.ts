// Elements without a framework: the light pages must load over a weak network.

type Child = Node | string | number | null | undefined | false;
type Props = Record<string, unknown>;

/** An element: `h("button", { class: "main", onclick: save }, "Save")`. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, props: Props = {}, ...children: (Child | Child[])[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value as EventListener);
    else if (name === "value") (made as unknown as HTMLInputElement).value = String(value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  fill(made, ...children);
  return made;
}

/** Give an element other children. */
export function fill(parent: Element, ...children: (Child | Child[])[]): void {
  parent.replaceChildren(
    ...children.flat().filter((child) => child !== null && child !== undefined && child !== false)
      .map((child) => (child instanceof Node ? child : String(child))),
  );
}

/** Change a text only where it differs, so that screen readers are told of changes alone. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
