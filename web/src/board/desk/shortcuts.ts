/** Keys of the Desk. None is a single letter; `?` works only while nobody types. */
import { html } from "lit/html.js";
import { openDialog } from "../parts.ts";
import { may } from "../model.ts";
import { type Theme, chooseTheme, theme } from "../theme.ts";
import type { Desk } from "./desk.ts";
import { toggleBlank } from "./header.ts";

const KEYS: readonly (readonly [string, string])[] = [
  ["F9", "Blank the screens, or show them again"],
  ["F6", "To the next part of the page: bar, stages, middle, side panel"],
  ["Arrow keys", "To the next card in a list"],
  ["Enter", "Type in the card; then add the next card"],
  ["Shift+Enter", "A new line"],
  ["Escape", "Leave a text, a menu or a dialog"],
  ["Insert", "A new card after this one"],
  ["Alt+Up, Alt+Down", "Move a card or plan row"],
  ["Ctrl+Z, Ctrl+Shift+Z", "Undo and redo your own typing"],
  ["?", "This list"],
];

export function listenForKeys(desk: Desk): void {
  document.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.isComposing) return;
    if (e.key === "F9" && may(desk.meeting, "blank")) toggleBlank(desk);
    else if (e.key === "F6") nextRegion(e.shiftKey ? -1 : 1);
    else if (e.key === "?" && !isTyping(e.target)) showShortcuts();
    else return;
    e.preventDefault();
  });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]")
  );
}

const THEMES: readonly (readonly [Theme, string])[] = [
  ["auto", "As the computer"],
  ["light", "Light"],
  ["dark", "Dark"],
];

export function showShortcuts(): void {
  void openDialog(
    "Keys and display",
    (close, redraw) =>
      html`<dl class="keys">
          ${KEYS.map(
            ([key, what]) =>
              html`<dt><kbd>${key}</kbd></dt>
                <dd>${what}</dd>`,
          )}
        </dl>
        <fieldset class="after-list">
          <legend class="lbl">Display</legend>
          <div class="line">
            ${THEMES.map(
              ([id, name]) =>
                html`<label class="tickbox">
                  <input
                    type="radio"
                    name="theme"
                    .checked=${theme() === id}
                    @change=${() => {
                      chooseTheme(id);
                      redraw();
                    }}
                  />${name}
                </label>`,
            )}
          </div>
        </fieldset>
        <div class="line ends-dialog">
          <button class="btn primary" @click=${() => close()}>Close</button>
        </div>`,
  );
}

function nextRegion(step: number): void {
  const all = [...document.querySelectorAll<HTMLElement>("[data-region]")];
  const here = all.findIndex((one) => one.contains(document.activeElement));
  const to = all[(here + step + all.length) % all.length];
  to?.querySelector<HTMLElement>(
    'button:not([tabindex="-1"]):not(:disabled), a[href], textarea, select, [tabindex="0"]',
  )?.focus();
}
