/** What this tab keeps over a refresh: words and commands that wait, and words that came back. */
import type { Op } from "../contract/commands.ts";
import type { Scope } from "../contract/items.ts";
import { merged } from "../document/scope_doc.ts";
import type { KeptWords, Told } from "./kept.ts";
import { newId } from "./requests.ts";
import type { Edit } from "./unsaved.ts";
import type { Stop, World } from "./world.ts";

/** Long enough that what is stored at once is never written down. */
const SOON = 300;

export interface Waits {
  commands: readonly { id: string; op: Op; args: unknown }[];
  /** Edits of a scope, part by part as frames would hold them, and the texts they made. */
  texts: readonly { scope: Scope; frames: readonly (readonly Edit[])[]; words: readonly Told[] }[];
}

interface Packed {
  kept: KeptWords[];
  commands: { id: string; op: Op; args: unknown }[];
  texts: { scope: Scope; frames: { update: string; roots: string[] }[]; words: Told[] }[];
}

export interface Unpacked {
  commands: Packed["commands"];
  texts: readonly {
    scope: Scope;
    edits: readonly { update: Uint8Array; roots: readonly string[] }[];
    words: readonly Told[];
  }[];
}

const NOTHING: Packed = { kept: [], commands: [], texts: [] };

const toText = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const toBytes = (text: string): Uint8Array =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

const packed = (edits: readonly Edit[]): Packed["texts"][number]["frames"][number] => ({
  update: toText(merged(edits.map(({ update }) => update))),
  roots: [...new Set(edits.flatMap(({ roots }) => roots))],
});

/** What an earlier page of this tab wrote down; nothing when that cannot be read. */
function read(text: string | null): Packed {
  try {
    return text === null ? NOTHING : { ...NOTHING, ...(JSON.parse(text) as Partial<Packed>) };
  } catch {
    return NOTHING;
  }
}

export class Keeping {
  /** Words that came back, until their person puts them away. */
  kept: readonly KeptWords[] = [];
  /** Whether this browser keeps anything over a refresh, as far as has been tried. */
  works = true;
  private written: string | null;
  private due: Stop | null = null;

  constructor(
    private readonly world: World,
    private readonly waits: () => Waits,
    private readonly changed: () => void,
  ) {
    this.written = world.kept();
  }

  /** What waited when this tab's last page was left; its words that came back are here again. */
  unpack(): Unpacked {
    const { kept, commands, texts } = read(this.written);
    this.kept = kept;
    return {
      commands,
      texts: texts.map(({ frames, ...one }) => ({
        ...one,
        edits: frames.map(({ update, roots }) => ({ update: toBytes(update), roots })),
      })),
    };
  }

  add(all: readonly Told[], why: string): KeptWords[] {
    const kept = all.map(({ root, label, words }) => ({ id: newId(), root, label, words, why }));
    if (kept.length > 0) this.keep([...this.kept, ...kept]);
    return kept;
  }

  /** Their person has no more need of them. */
  drop(id: string): void {
    this.keep(this.kept.filter((words) => words.id !== id));
  }

  /** Something may wait that did not: written down, unless it is stored in a moment. */
  soon(): void {
    this.due ??= this.world.later(SOON, () => this.write());
  }

  /** Writes down what waits now. False when this browser does not keep it. */
  write(): boolean {
    this.due?.();
    this.due = null;
    const text = this.pack();
    if (text === this.written) return true;
    const done = this.world.keep(text);
    if (done !== this.works) {
      this.works = done;
      this.changed();
    }
    this.written = done ? text : this.world.kept();
    return done;
  }

  private keep(kept: readonly KeptWords[]): void {
    this.kept = kept;
    this.write();
    this.changed();
  }

  private pack(): string | null {
    const { commands, texts } = this.waits();
    const waiting = texts
      .filter(({ frames }) => frames.length > 0)
      .map(({ frames, ...one }) => ({ ...one, frames: frames.map(packed) }));
    if (this.kept.length + commands.length + waiting.length === 0) return null;
    return JSON.stringify({ kept: this.kept, commands, texts: waiting });
  }
}
