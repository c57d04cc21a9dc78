/** A button that opens a list of choices, by mouse and by keyboard alike. */
import { html, nothing, render, type TemplateResult } from "lit/html.js";
import { icon, type IconName } from "./icons.ts";

export interface MenuChoice {
  label: string;
  icon?: IconName;
  act: () => void;
  /** One of several, and whether it is the one now. */
  current?: boolean;
  disabled?: boolean;
  /** A line is drawn above. */
  apart?: boolean;
  danger?: boolean;
}

const GAP = 4;
let closeOpenMenu: (() => void) | null = null;

function choiceRow(choice: MenuChoice, choose: (choice: MenuChoice) => void): TemplateResult {
  const single = choice.current !== undefined;
  return html`<button
    type="button"
    class="${choice.apart ? "apart" : ""} ${choice.danger ? "danger" : ""}"
    role=${single ? "menuitemradio" : "menuitem"}
    aria-checked=${single ? String(choice.current) : nothing}
    aria-disabled=${choice.disabled ? "true" : nothing}
    tabindex="-1"
    @click=${() => choose(choice)}
  >
    ${choice.current === true ? icon("check") : choice.icon ? icon(choice.icon) : html`<i></i>`}
    <span>${choice.label}</span>
  </button>`;
}

/** Beside the button, on whichever side has room. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + GAP + height <= innerHeight || at.top < height + GAP;
  const top = below ? at.bottom + GAP : at.top - GAP - height;
  const left = at.left + width <= innerWidth ? at.left : at.right - width;
  menu.style.top = `${Math.max(GAP, Math.min(top, innerHeight - height - GAP))}px`;
  menu.style.left = `${Math.max(GAP, left)}px`;
}

function moveFocus(menu: HTMLElement, event: KeyboardEvent): boolean {
  const rows = [...menu.querySelectorAll<HTMLElement>("button")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const to = {
    ArrowDown: (at + 1) % rows.length,
    ArrowUp: (at - 1 + rows.length) % rows.length,
    Home: 0,
    End: rows.length - 1,
  }[event.key];
  if (to === undefined) return false;
  rows[to]?.focus();
  return true;
}

function openMenu(button: HTMLElement, label: string, choices: readonly MenuChoice[]): void {
  closeOpenMenu?.();
  const menu = document.createElement("div");
  const ending = new AbortController();
  const close = (): void => {
    if (closeOpenMenu !== close) return;
    closeOpenMenu = null;
    ending.abort();
    button.setAttribute("aria-expanded", "false");
    if (menu.contains(document.activeElement)) button.focus();
    menu.remove();
  };
  closeOpenMenu = close;
  menu.className = "menu";
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", label);
  render(
    choices.map((choice) =>
      choiceRow(choice, ({ act, disabled }) => {
        if (disabled === true) return;
        close();
        act();
      }),
    ),
    menu,
  );
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" || event.key === "Tab") close();
    else if (!moveFocus(menu, event)) return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  });
  const outside = (event: Event): void => {
    const target = event.target as Node;
    if (!menu.contains(target) && !button.contains(target)) close();
  };
  document.addEventListener("pointerdown", outside, { capture: true, signal: ending.signal });
  // A list may still be coming to rest when its button is pressed: the menu goes along.
  const along = ({ target }: Event): void => {
    if (menu.contains(target as Node)) return;
    const { top, bottom } = button.getBoundingClientRect();
    if (bottom > 0 && top < innerHeight && button.isConnected) place(menu, button);
    else close();
  };
  document.addEventListener("scroll", along, { capture: true, signal: ending.signal });
  addEventListener("resize", close, { signal: ending.signal });
  // Inside a dialog, for everything outside an open dialog cannot be reached.
  (button.closest("dialog") ?? document.body).append(menu);
  place(menu, button);
  button.setAttribute("aria-expanded", "true");
  const current = menu.querySelector<HTMLElement>('[aria-checked="true"]');
  (current ?? menu.querySelector<HTMLElement>("button"))?.focus();
}

/** `name` is what a screen reader calls it when the label is a drawing; arrow down opens it too.
 * `stop: false` keeps it out of the Tab order, for lists with one stop of their own. */
export function menuButton(
  label: TemplateResult | string,
  choices: () => readonly MenuChoice[],
  look: { name?: string; css?: string; stop?: boolean } = {},
): TemplateResult {
  const open = (event: Event): void => {
    const button = event.currentTarget as HTMLElement;
    const isOpen = button.getAttribute("aria-expanded") === "true";
    if (isOpen) closeOpenMenu?.();
    else openMenu(button, look.name ?? button.textContent.trim(), choices());
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown" || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    open(event);
  };
  return html`<button
    type="button"
    class=${look.css ?? "btn quiet"}
    aria-haspopup="menu"
    aria-expanded="false"
    aria-label=${look.name ?? nothing}
    tabindex=${look.stop === false ? -1 : nothing}
    @click=${open}
    @keydown=${pressed}
  >
    ${label}
  </button>`;
}
