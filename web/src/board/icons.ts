/** The Lucide drawings of the board pages, by their names in icons.txt; one file beside the scripts. */
import { html, type TemplateResult } from "lit/html.js";
import drawings from "icons.svg";

/** A name of icons.txt. Meeting types name some too; a test looks that every one is there. */
export type IconName = string;

/** A drawing of our own build, silent for screen readers: the words stand beside it. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="i" viewBox="0 0 24 24" aria-hidden="true">
    <use href="${drawings}#${name}"></use>
  </svg>`;
}
