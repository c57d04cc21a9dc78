/** The list of keys, and light or dark. */
import { html } from "lit/html.js";
import { openDialog } from "../parts.ts";
import { type Theme, chooseTheme, theme } from "../theme.ts";

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

const THEMES: readonly (readonly [Theme, string])[] = [
  ["auto", "As the computer"],
  ["light", "Light"],
  ["dark", "Dark"],
];

export async function showKeys(): Promise<void> {
  await openDialog(
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
