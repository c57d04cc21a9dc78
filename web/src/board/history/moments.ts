/** The list of moments: by stage, each with its time and a sentence; one of them is looked at. */
import { html, type TemplateResult } from "lit/html.js";
import type { Boot } from "../../contract/boot.ts";
import { icon, type IconName } from "../icons.ts";
import { clockWords } from "../model.ts";
import type { Moment } from "./past.ts";

interface Act {
  choose: (moment: Moment) => void;
  main: (only: boolean) => void;
}

/** What is left when only the main moments are asked for. */
const MAIN: readonly string[] = ["stage", "reveal", "decision", "plan", "restore"];
const MARKS: Readonly<Record<string, IconName>> = {
  stage: "arrow-right",
  reveal: "eye",
  decision: "check",
  plan: "list-checks",
  restore: "undo",
  words: "pencil",
  number: "ruler",
  card: "plus",
  change: "pencil",
  strike: "minus",
};

interface Group {
  stage: string;
  moments: Moment[];
}

function byStage(moments: readonly Moment[]): Group[] {
  const groups: Group[] = [];
  for (const moment of moments) {
    const last = groups.at(-1);
    if (last?.stage === moment.stage) last.moments.push(moment);
    else groups.push({ stage: moment.stage, moments: [moment] });
  }
  return groups;
}

export function momentList(
  { type }: Boot,
  moments: readonly Moment[],
  chosen: Moment | null,
  mainOnly: boolean,
  act: Act,
): TemplateResult {
  const shown = moments.filter((one) => !mainOnly || MAIN.includes(one.kind) || one === chosen);
  const nameOf = (stage: string): string =>
    type.stages.find(({ id }) => id === stage)?.name ?? "The meeting";
  return html`<nav class="hist-moments" aria-label="Moments of the meeting">
    <label class="hist-main"
      ><input
        type="checkbox"
        .checked=${mainOnly}
        @change=${(e: Event) => act.main((e.target as HTMLInputElement).checked)}
      />
      Only the main moments</label
    >
    ${byStage(shown).map(
      (group) =>
        html`<h3>${nameOf(group.stage)}</h3>
          <ol>
            ${group.moments.map(
              (moment) =>
                html`<li>
                  <button
                    type="button"
                    class=${MAIN.includes(moment.kind) ? "main" : ""}
                    aria-current=${moment === chosen ? "true" : "false"}
                    tabindex=${moment === (chosen ?? shown[0]) ? 0 : -1}
                    @click=${() => act.choose(moment)}
                    @keydown=${step}
                  >
                    <time>${clockWords(moment.at)}</time>${icon(MARKS[moment.kind] ?? "minus")}<span
                      >${moment.say}</span
                    >
                  </button>
                </li>`,
            )}
          </ol>`,
    )}
  </nav>`;
}

/** Up and down go through the moments; Tab goes past them all, to the board. */
function step(event: KeyboardEvent): void {
  const button = event.currentTarget as HTMLElement;
  const all = [...(button.closest("nav")?.querySelectorAll<HTMLElement>("button") ?? [])];
  const at = all.indexOf(button);
  const to = { ArrowDown: all[at + 1], ArrowUp: all[at - 1], Home: all[0], End: all.at(-1) }[
    event.key
  ];
  if (to === undefined) return;
  event.preventDefault();
  to.focus();
}
