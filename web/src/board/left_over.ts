/** Words that a meeting's page left in this tab, shown where that page no longer opens. */
import { keptName } from "../sync/world.ts";

interface Words {
  id: string;
  label: string;
  words: string;
  why: string;
}

interface Packed {
  kept?: Words[];
  texts?: { words?: Omit<Words, "id" | "why">[] }[];
}

const WHY = "It was not saved before the meeting closed for you.";

/** Words that came back, and words that still waited. */
function unpack(text: string): Words[] {
  const { kept = [], texts = [] } = JSON.parse(text) as Packed;
  const waited = texts.flatMap(({ words = [] }) => words);
  return [...kept, ...waited.map((one, n) => ({ ...one, id: `waited-${n}`, why: WHY }))];
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  text: string,
  ...inside: Node[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.append(text, ...inside);
  return made;
}

function button(label: string, about: string, act: () => void): HTMLButtonElement {
  const made = element("button", label);
  made.type = "button";
  made.className = "btn sm";
  made.setAttribute("aria-label", `${label}: ${about}`);
  made.addEventListener("click", act);
  return made;
}

async function copy(words: string, quote: HTMLElement, said: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(words);
    said.textContent = "Your words are copied.";
  } catch {
    getSelection()?.selectAllChildren(quote);
    said.textContent = "Selected. Press Ctrl and C to copy.";
  }
}

function show(name: string, words: readonly Words[], host: HTMLElement): void {
  const left = new Map(words.map((one) => [one.id, one]));
  const said = element("p", "");
  said.setAttribute("role", "status");
  const putAway = (one: Words, row: HTMLElement): void => {
    left.delete(one.id);
    row.remove();
    if (left.size === 0) host.replaceChildren();
    if (left.size === 0) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify({ kept: [...left.values()] }));
  };
  const rows = words.map((one) => {
    const quote = element("blockquote", one.words);
    const row = element("li", "", element("h3", one.label), element("p", one.why), quote);
    row.append(
      button("Copy", one.label, () => void copy(one.words, quote, said)),
      " ",
      button("Put away", one.label, () => putAway(one, row)),
    );
    return row;
  });
  const note = "They are in this tab only, until you put them away or close it.";
  host.append(element("h2", "Words of yours that were not taken"), element("p", note));
  host.append(element("ul", "", ...rows), said);
}

/** Shows them in `host`; whoever has left the meeting leaves none behind. */
export function showLeftOver(host: HTMLElement, path: string): void {
  const [, meeting = "", person = "", leaving] =
    /^\/m\/([^/]+)\/([^/]+)(\/leave)?$/.exec(path) ?? [];
  const name = keptName(meeting, person);
  try {
    if (leaving !== undefined) sessionStorage.removeItem(name);
    const words = unpack(sessionStorage.getItem(name) ?? "{}");
    if (words.length > 0) show(name, words, host);
  } catch {
    // This browser keeps nothing, or nothing that can be read: there is nothing to show.
  }
}
