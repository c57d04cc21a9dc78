/** Small controls for what the server keeps as fields: each sends one command when it is answered. */
import { html, noChange, nothing } from "lit/html.js";
import type { TemplateResult } from "lit/html.js";
import { Directive, directive } from "lit/directive.js";
import type { ElementPart } from "lit/directive.js";
import { live } from "lit/directives/live.js";
import type { Speaker } from "../../contract/items.ts";
import { speakerLine, speakers } from "../model.ts";
import type { Desk } from "./desk.ts";

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Shows a value in a field, except while somebody types in it. */
class Calm extends Directive {
  render(_value: string): typeof noChange {
    return noChange;
  }
  override update(part: ElementPart, [value]: [string]): typeof noChange {
    const field = part.element as Field;
    if (field !== document.activeElement && field.value !== value) field.value = value;
    return noChange;
  }
}
const calm = directive(Calm);

export interface Option {
  id: string;
  name: string;
}

const byId = <T>(options: readonly T[], id: (option: T) => string, pick: string): T | undefined =>
  options.find((option) => id(option) === pick);

export function choice(
  label: string,
  value: string | null | undefined,
  options: readonly Option[],
  picked: (id: string) => void,
  look: { hide?: boolean; off?: boolean; empty?: string } = {},
): TemplateResult {
  const all = look.empty === undefined ? options : [{ id: "", name: look.empty }, ...options];
  return html`<label class="f"
    ><span class=${look.hide ? "vh" : "lbl"}>${label}</span
    ><select
      ?disabled=${look.off}
      @change=${(e: Event) => picked((e.target as HTMLSelectElement).value)}
    >
      ${all.map(
        (one) =>
          html`<option value=${one.id} .selected=${live(one.id === (value ?? ""))}>
            ${one.name}
          </option>`,
      )}
    </select></label
  >`;
}

export function flag(
  label: string,
  on: boolean | null | undefined,
  picked: (on: boolean) => void,
  look: { hide?: boolean; off?: boolean } = {},
): TemplateResult {
  return html`<label class="tickbox"
    ><input
      type="checkbox"
      ?disabled=${look.off}
      .checked=${live(on === true)}
      @change=${(e: Event) => picked((e.target as HTMLInputElement).checked)}
    /><span class=${look.hide ? "vh" : ""}>${label}</span></label
  >`;
}

export interface WordsLook {
  type?: "text" | "date" | "time";
  hide?: boolean;
  off?: boolean;
  max?: number;
  wide?: boolean;
}

/** A date half typed is year 2 or 20; it is not an answer yet. */
const isWhole = (type: string, value: string): boolean =>
  type !== "date" || value === "" || value >= "1990";

export function words(
  label: string,
  value: string | null | undefined,
  typed: (words: string) => void,
  look: WordsLook = {},
): TemplateResult {
  const type = look.type ?? "text";
  const done = (e: Event): void => {
    const text = (e.target as HTMLInputElement).value.trim();
    if (text !== (value ?? "") && isWhole(type, text)) typed(text);
  };
  return html`<label class=${look.wide ? "f wide" : "f"}
    ><span class=${look.hide ? "vh" : "lbl"}>${label}</span
    ><input
      type=${type}
      autocomplete="off"
      maxlength=${look.max ?? 200}
      ?disabled=${look.off}
      ${calm(value ?? "")}
      @change=${done}
  /></label>`;
}

/** Several lines, kept by a dialog until it is saved. */
export function area(
  label: string,
  value: string,
  typed: (words: string) => void,
  look: { max?: number; rows?: number } = {},
): TemplateResult {
  return html`<label class="f wide"
    ><span class="lbl">${label}</span
    ><textarea
      rows=${look.rows ?? 3}
      maxlength=${look.max ?? 1000}
      ${calm(value)}
      @input=${(e: Event) => typed((e.target as HTMLTextAreaElement).value)}
    ></textarea>
  </label>`;
}

export function ticks(
  legend: string,
  options: readonly Option[],
  on: readonly string[],
  picked: (ids: string[]) => void,
  look: { off?: boolean } = {},
): TemplateResult {
  const pick = (id: string, now: boolean): void =>
    picked(options.map((one) => one.id).filter((one) => (one === id ? now : on.includes(one))));
  return html`<fieldset class="ticks">
    <legend class="lbl">${legend}</legend>
    <div class="line">
      ${options.map((one) => flag(one.name, on.includes(one.id), (now) => pick(one.id, now), look))}
    </div>
  </fieldset>`;
}

const keyOf = (speaker: Speaker): string => speaker.person ?? `name:${speaker.name}`;

/** A person of the meeting, or a name and role typed in. */
export function speaker(
  desk: Desk,
  label: string,
  value: Speaker | null | undefined,
  picked: (speaker: Speaker | null) => void,
  look: { empty?: string; off?: boolean } = {},
): TemplateResult {
  const known = speakers(desk.meeting);
  const typed = value !== null && value !== undefined && value.person === null;
  const options = known.map((one) => ({ id: keyOf(one), name: speakerLine(one) }));
  const other = { id: "other", name: "Someone else…" };
  const pick = (id: string): void => {
    if (id === "other") picked({ person: null, name: "", role: "" });
    else picked(byId(known, keyOf, id) ?? null);
  };
  const change = (part: Partial<Speaker>): void =>
    picked({ person: null, name: "", role: "", ...value, ...part });
  return html`<div class="line">
    ${choice(label, typed ? "other" : value ? keyOf(value) : "", [...options, other], pick, {
      empty: look.empty ?? "Not said yet",
      ...(look.off === undefined ? {} : { off: look.off }),
    })}
    ${
      typed
        ? html`${words("Their name", value.name, (name) => change({ name }), { max: 80 })}
          ${words("Their part, such as gran or nurse", value.role, (role) => change({ role }), { max: 80 })}`
        : nothing
    }
  </div>`;
}

/** The same, for a field of an item: a name that is still missing is shown, and not sent yet. */
export function itemSpeaker(
  desk: Desk,
  label: string,
  item: { id: string },
  field: string,
  stored: Speaker | null | undefined,
  look: { empty?: string; off?: boolean } = {},
): TemplateResult {
  const picked = (one: Speaker | null): void => {
    if (one !== null && one.name === "") desk.hold(item.id, field, one);
    else void desk.set(item.id, { [field]: one });
  };
  return speaker(desk, label, desk.value(item.id, field, stored), picked, look);
}
