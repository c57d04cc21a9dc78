/** <t-text>: a labelled text field that people type in together, or its words where one may not type. */
import { html, type TemplateResult } from "lit/html.js";
import { placeOf } from "../contract/items.ts";
import type { ScopeDoc } from "../document/scope_doc.ts";
import { type Bound, bindText } from "../document/text_field.ts";
import type { Meeting, Stop } from "../sync/meeting.ts";
import { mayWrite } from "./rights.ts";

export interface TextLook {
  label: string;
  rows?: number;
  placeholder?: string;
  /** The label is for screen readers only. */
  hideLabel?: boolean;
  /** A line under the label. */
  hint?: string;
  /** Enter: true when it was used; a new line is typed otherwise. Shift+Enter always makes a line. */
  onEnter?: () => boolean;
  onEscape?: () => void;
  onLeave?: (words: string) => void;
  /** Takes the focus when it first appears. */
  focus?: boolean;
}

interface Spec {
  meeting: Meeting;
  root: string;
  look: TextLook;
}

/** How long after the last letter somebody still counts as typing. */
const TYPING = 4_000;
let made = 0;

/** The greatest length of a text, as the schema says. */
function longest({ meeting, root }: Spec): number {
  const place = placeOf(root);
  const kind = place === null ? undefined : meeting.item(place.item)?.kind;
  return meeting.boot.schema.kinds[kind ?? ""]?.texts[place?.field ?? ""] ?? 2000;
}

class TextElement extends HTMLElement {
  private spec_: Spec | null = null;
  private readonly label = document.createElement("label");
  private readonly hint = document.createElement("span");
  private readonly field = document.createElement("textarea");
  private readonly shown = document.createElement("p");
  private bound: Bound | null = null;
  private boundTo: ScopeDoc | null = null;
  private stop: Stop | null = null;
  private quiet: ReturnType<typeof setTimeout> | undefined;
  private hasFocused = false;

  constructor() {
    super();
    made += 1;
    const { field, hint } = this;
    field.id = `text-${made}`;
    hint.id = `${field.id}-hint`;
    this.label.htmlFor = field.id;
    this.shown.className = "words";
    hint.className = "hint";
    field.autocomplete = "off";
    field.addEventListener("keydown", (event) => this.pressed(event));
    field.addEventListener("input", () => this.typed());
    field.addEventListener("blur", () => this.left());
  }

  set spec(spec: Spec) {
    const before = this.spec_;
    this.spec_ = spec;
    if (before !== null && (before.root !== spec.root || before.meeting !== spec.meeting)) {
      this.disconnectedCallback();
      this.hasFocused = false;
      if (this.isConnected) this.connectedCallback();
    } else if (this.isConnected) {
      if (this.stop === null) this.connectedCallback();
      else this.dress(spec);
    }
  }

  connectedCallback(): void {
    const spec = this.spec_;
    if (spec === null || this.stop !== null) return;
    this.stop = spec.meeting.on("change", ({ records, roots }) => {
      if (records || roots.has(spec.root)) this.refresh();
    });
    this.refresh();
    if (spec.look.focus === true && !this.hasFocused) queueMicrotask(() => this.takeFocus());
  }

  disconnectedCallback(): void {
    this.unbind();
    this.stop?.();
    this.stop = null;
    if (this.quiet !== undefined) this.rest();
  }

  private takeFocus(): void {
    if (!this.field.isConnected) return;
    this.hasFocused = true;
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  private refresh(): void {
    const spec = this.spec_;
    if (spec === null) return;
    const writable = mayWrite(spec.meeting, spec.root);
    // Whoever types when a text is closed keeps what they see, and their place in it.
    const keep = writable || this.field.matches(":focus");
    this.field.readOnly = !writable;
    if (keep) this.bind(spec);
    else this.show(spec);
    this.dress(spec);
  }

  private bind(spec: Spec): void {
    const board = spec.meeting.boardOf(spec.root) ?? null;
    if (board === null || (this.bound !== null && board === this.boundTo)) return this.fit();
    this.unbind();
    this.bound = bindText(board, spec.root, this.field);
    this.boundTo = board;
    this.replaceChildren(this.label, this.hint, this.field);
    this.fit();
  }

  private show(spec: Spec): void {
    this.unbind();
    const words = spec.meeting.words(spec.root);
    this.shown.textContent = words || "Nothing written";
    this.shown.classList.toggle("soft", words === "");
    if (this.shown.parentNode !== this) this.replaceChildren(this.label, this.shown);
  }

  private unbind(): void {
    this.bound?.stop();
    this.bound = null;
    this.boundTo = null;
  }

  private dress(spec: Spec): void {
    const { look } = spec;
    const { field, hint, label } = this;
    if (label.textContent !== look.label) label.textContent = look.label;
    label.className = look.hideLabel === true ? "vh" : "";
    hint.textContent = look.hint ?? "";
    hint.hidden = look.hint === undefined;
    if (look.hint === undefined) field.removeAttribute("aria-describedby");
    else field.setAttribute("aria-describedby", hint.id);
    field.rows = look.rows ?? 2;
    field.placeholder = look.placeholder ?? "";
    field.maxLength = longest(spec);
  }

  /** Grows with its words where the browser does not do so itself. */
  private fit(): void {
    if (CSS.supports("field-sizing", "content")) return;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 4}px`;
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const look = this.spec_?.look;
    if (event.key === "Enter" && !event.shiftKey && look?.onEnter?.() === true) {
      event.preventDefault();
    }
    if (event.key === "Escape" && look?.onEscape !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      look.onEscape();
    }
  }

  private typed(): void {
    this.fit();
    this.spec_?.meeting.typing(this.spec_.root);
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.rest(), TYPING);
  }

  private rest(): void {
    clearTimeout(this.quiet);
    this.quiet = undefined;
    this.spec_?.meeting.typing(null);
  }

  private left(): void {
    if (this.quiet !== undefined) this.rest();
    if (this.isConnected) this.spec_?.look.onLeave?.(this.field.value);
    // A text that was closed meanwhile is no field any more; not while the focus is on its way out.
    queueMicrotask(() => {
      if (this.isConnected) this.refresh();
    });
  }
}

customElements.define("t-text", TextElement);

/** The text `root` as a field with its label, or as words where this person may not type. */
export function boundText(meeting: Meeting, root: string, look: TextLook): TemplateResult {
  return html`<t-text .spec=${{ meeting, root, look }}></t-text>`;
}
