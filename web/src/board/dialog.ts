/** Dialogs, short messages, and refusals with the words they kept. */
import { html, nothing, render, type TemplateResult } from "lit/html.js";
import type { Meeting, Refused, Stop } from "../sync/meeting.ts";
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

function wordsOf({ kept }: Refused): string {
  return kept.map(({ label, words }) => `${label}\n${words}`).join("\n\n");
}

/** The clipboard is closed to pages without https; then an old way is left. */
async function copy(words: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = words;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }
}

/** At most so many refusals without words stand there at once. */
const MOST = 3;

/** Shows refusals of the meeting in `host`, with "Copy my words"; `keep` offers to keep them as a draft. */
export function showRefusals(
  meeting: Meeting,
  host: HTMLElement,
  keep?: (refused: Refused) => void,
): Stop {
  let all: Refused[] = [];
  const drop = (refused: Refused): void => {
    all = all.filter((other) => other !== refused);
    redraw();
  };
  const copyWords = async (refused: Refused): Promise<void> => {
    const copied = await copy(wordsOf(refused));
    toast(copied ? "Your words are copied." : "Select the words and copy them yourself.");
  };
  const panel = (refused: Refused): TemplateResult =>
    html`<section class="refusal">
      <p><strong>${refused.refusal.say}</strong></p>
      ${refused.kept.map(
        ({ label, words }) =>
          html`<h3>${label}</h3>
            <blockquote>${words}</blockquote>`,
      )}
      <div class="choices">
        ${
          refused.kept.length === 0
            ? nothing
            : html`<button
                type="button"
                class="btn primary"
                @click=${() => void copyWords(refused)}
              >
                Copy my words
              </button>`
        }
        ${
          keep === undefined || refused.kept.length === 0
            ? nothing
            : html`<button
                type="button"
                class="btn"
                @click=${() => {
                  keep(refused);
                  drop(refused);
                }}
              >
                Keep as a draft
              </button>`
        }
        <button type="button" class="btn" @click=${() => drop(refused)}>Close</button>
      </div>
    </section>`;
  const redraw = (): void => {
    render(all.map(panel), host);
  };
  host.setAttribute("role", "alert");
  redraw();
  return meeting.on("refused", (refused) => {
    const wordless = all.filter(({ kept }) => kept.length === 0);
    if (refused.kept.length === 0 && wordless.length >= MOST) {
      all = all.filter((other) => other !== wordless[0]);
    }
    all = [...all, refused];
    redraw();
  });
}
