/** What has to be said over the page: words that came back, refusals, and that there is a new version. */
import { html, nothing, render, type TemplateResult } from "lit/html.js";
import type { KeptWords, Meeting, Refused } from "../sync/meeting.ts";
import { Returning } from "../sync/returning.ts";
import { icon } from "./icons.ts";
import { toast } from "./dialog.ts";

/** At most so many refusals without words stand there at once. */
const MOST = 3;

const OVER: readonly string[] = ["ended", "removed", "signed_out", "outdated"];

const oneText = ({ label, words }: KeptWords): string => `${label}\n${words}`;

/** The clipboard is closed to pages without https; then an old way is left. */
async function copied(words: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = words;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

async function copy(all: readonly KeptWords[]): Promise<void> {
  const done = await copied(all.map(oneText).join("\n\n"));
  toast(done ? "Your words are copied." : "Select the words and copy them yourself.");
}

/** `about` tells it from its likes for those who do not see where it stands. */
function button(words: string, act: () => void, css = "btn", about = ""): TemplateResult {
  const name = about === "" ? nothing : `${words}: ${about}`;
  return html`<button type="button" class=${css} aria-label=${name} @click=${act}>
    ${words}
  </button>`;
}

/** One text that came back: which, why, and its words. */
function keptOne(
  one: KeptWords,
  drop: (one: KeptWords) => void,
  draft?: (all: readonly KeptWords[]) => void,
): TemplateResult {
  const asDraft = (): void => {
    draft?.([one]);
    drop(one);
  };
  return html`<li>
    <h3>${one.label}</h3>
    <p class="soft">${one.why}</p>
    <blockquote tabindex="0" role="group" aria-label=${one.label}>${one.words}</blockquote>
    <div class="choices">
      ${button("Copy", () => void copy([one]), "btn sm primary", one.label)}
      ${draft === undefined ? nothing : button("Keep as a draft", asDraft, "btn sm", one.label)}
      ${button("Put away", () => drop(one), "btn sm", one.label)}
    </div>
  </li>`;
}

/** Shows it in `host`; `draft` offers to keep words as a draft. Returns words from now on. */
export function showReturned(
  meeting: Meeting,
  host: HTMLElement,
  draft?: (all: readonly KeptWords[]) => void,
): void {
  const returned = new Returned(meeting, host, draft);
  host.setAttribute("role", "alert");
  for (const kind of ["kept", "updated", "status"] as const)
    meeting.on(kind, () => returned.draw());
  meeting.on("refused", (refused) => returned.refused(refused));
  meeting.meet(Returning);
  returned.draw();
}

class Returned {
  private refusals: Refused[] = [];
  private later = false;

  constructor(
    private readonly meeting: Meeting,
    private readonly host: HTMLElement,
    private readonly draft?: (all: readonly KeptWords[]) => void,
  ) {}

  refused(refused: Refused): void {
    if (refused.kept.length > 0) return;
    this.refusals = [...this.refusals, refused].slice(-MOST);
    this.draw();
  }

  draw(): void {
    render(
      html`${this.update()}${this.words()}${this.refusals.map((one) => this.no(one))}`,
      this.host,
    );
  }

  private get keepsNothing(): boolean {
    return this.meeting.keeping?.works === false;
  }

  /** Calm while the meeting goes on, plain when it cannot. */
  private update(): TemplateResult | typeof nothing {
    const must = this.meeting.status.state === "outdated";
    if (!must && (!this.meeting.updated || this.later)) return nothing;
    const putOff = (): void => {
      this.later = true;
      this.draw();
    };
    return html`<section class="refusal update" aria-label="A new version">
      <p>
        ${icon("rotate-cw")}<strong>Threefold has been updated.</strong>
        ${
          this.keepsNothing
            ? "This browser keeps no words over a refresh. Copy what is not saved first."
            : "Refresh this page; your words are kept."
        }
      </p>
      <div class="choices">
        ${button("Refresh", () => this.meeting.refresh(), "btn primary")}
        ${must ? nothing : button("Later", putOff)}
      </div>
    </section>`;
  }

  private words(): TemplateResult | typeof nothing {
    const kept = this.meeting.keeping?.kept ?? [];
    if (kept.length === 0) return nothing;
    // A draft needs a meeting that goes on.
    const over = OVER.includes(this.meeting.status.state);
    const drop = (one: KeptWords): void => this.meeting.keeping?.drop(one.id);
    return html`<section class="refusal" aria-label="Words that came back">
      <h2>
        ${kept.length === 1 ? "Something you wrote was not taken" : `${kept.length} things you wrote were not taken`}
      </h2>
      <p>
        ${
          this.keepsNothing
            ? "This browser keeps nothing once this page is closed or refreshed. Copy first."
            : kept.length === 1
              ? "It stays here until you put it away or close this tab."
              : "They stay here until you put them away or close this tab."
        }
      </p>
      <ul>
        ${kept.map((one) => keptOne(one, drop, over ? undefined : this.draft))}
      </ul>
      ${
        kept.length === 1
          ? nothing
          : html`<div class="choices">
              ${button("Copy all", () => void copy(kept), "btn primary")}
            </div>`
      }
    </section>`;
  }

  private no(refused: Refused): TemplateResult {
    const close = (): void => {
      this.refusals = this.refusals.filter((other) => other !== refused);
      this.draw();
    };
    return html`<section class="refusal">
      <p><strong>${refused.refusal.say}</strong></p>
      <div class="choices">${button("Close", close)}</div>
    </section>`;
  }
}
