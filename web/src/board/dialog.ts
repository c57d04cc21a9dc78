/** Dialogs and short messages. */
import { html, render, type TemplateResult } from "lit/html.js";
import { announce } from "./announce.ts";
import { icon } from "./icons.ts";

let made = 0;

/** Opens a modal dialog and answers when it has closed; `redraw` draws its body again. */
export function openDialog(
  title: string,
  body: (close: (answer?: string) => void, redraw: () => void) => TemplateResult,
  css = "",
): Promise<string | undefined> {
  const dialog = document.createElement("dialog");
  const before = document.activeElement as HTMLElement | null;
  made += 1;
  const id = `dialog-${made}`;
  dialog.className = `dialog ${css}`;
  dialog.setAttribute("aria-labelledby", id);
  return new Promise((resolve) => {
    let answer: string | undefined;
    const close = (given?: string): void => {
      answer = given;
      dialog.close();
    };
    const redraw = (): void => {
      render(
        html`<h2 id=${id}>${title}</h2>
          ${body(close, redraw)}
          <button type="button" class="close" aria-label="Close" @click=${() => close()}>
            ${icon("x")}
          </button>`,
        dialog,
      );
    };
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before?.isConnected) before.focus();
      resolve(answer);
    });
    redraw();
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Asks before something that cannot be taken back; `button` is a verb. */
export async function confirm(title: string, words: string, button: string): Promise<boolean> {
  const answer = await openDialog(
    title,
    (close) =>
      html`<p>${words}</p>
        <div class="choices">
          <button type="button" class="btn primary" @click=${() => close("yes")}>${button}</button>
          <button type="button" class="btn" @click=${() => close()}>Cancel</button>
        </div>`,
  );
  return answer === "yes";
}

const TOAST = 6_000;

/** A short word about what was done, seen and heard; it goes by itself and needs no answer. */
export function toast(words: string): void {
  const shown = document.createElement("p");
  shown.className = "toast arrives";
  shown.textContent = words;
  document.querySelector(".toast")?.remove();
  document.body.append(shown);
  setTimeout(() => shown.remove(), TOAST);
  announce(words);
}
