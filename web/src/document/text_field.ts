/** Joins a text field of the page to a shared text: typing goes out, others' typing comes in. */
import type * as Y from "yjs";
import type { ScopeDoc, Stop } from "./scope_doc.ts";
import { type Delta, type Edit, carryOver, diff, endOf, follow, wellFormed } from "./text_edit.ts";

/** What is needed of a <textarea>; tests give a plain one. */
export type Field = Pick<
  HTMLTextAreaElement,
  | "value"
  | "selectionStart"
  | "selectionEnd"
  | "selectionDirection"
  | "scrollTop"
  | "matches"
  | "setSelectionRange"
  | "addEventListener"
  | "removeEventListener"
>;

export interface Bound {
  undo(): void;
  redo(): void;
  stop: Stop;
}

class Binding {
  private readonly text: Y.Text;
  private readonly undoing: Y.UndoManager;
  /** What the field showed when it last agreed with the text. */
  private shown: string;
  private composing = false;
  /** What others changed while this person composes a character. */
  private held: Delta[] = [];

  constructor(
    private readonly board: ScopeDoc,
    root: string,
    private readonly field: Field,
  ) {
    this.text = board.text(root);
    this.undoing = board.undoOf(root);
    this.shown = this.text.toString();
    field.value = this.shown;
  }

  /** The field was typed in. */
  readonly typed = (): void => {
    if (!this.composing) this.takeIn();
  };

  readonly composeStart = (): void => {
    this.composing = true;
  };

  readonly composeEnd = (): void => {
    this.composing = false;
    this.takeIn();
  };

  readonly left = (): void => {
    this.undoing.stopCapturing();
  };

  readonly pressed = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) this.redo();
    else this.undo();
  };

  /** Undo from the browser's own menu would bring back a text that is no longer there. */
  readonly intended = (event: InputEvent): void => {
    if (event.inputType !== "historyUndo" && event.inputType !== "historyRedo") return;
    event.preventDefault();
    if (event.inputType === "historyUndo") this.undo();
    else this.redo();
  };

  readonly changed = (event: Y.YTextEvent, change: Y.Transaction): void => {
    if (change.origin === this) return;
    const delta = event.delta as Delta;
    if (this.composing) this.held.push(delta);
    else this.show(delta, change.origin === this.undoing ? endOf(delta) : null);
  };

  undo(): void {
    this.undoing.undo();
  }

  redo(): void {
    this.undoing.redo();
  }

  listen(): Stop {
    const { field, text } = this;
    const heard: [string, (event: never) => void][] = [
      ["input", this.typed],
      ["compositionstart", this.composeStart],
      ["compositionend", this.composeEnd],
      ["keydown", this.pressed],
      ["beforeinput", this.intended],
      ["blur", this.left],
    ];
    for (const [name, listener] of heard) field.addEventListener(name, listener as EventListener);
    text.observe(this.changed);
    this.undoing.addTrackedOrigin(this);
    return () => {
      for (const [name, listener] of heard)
        field.removeEventListener(name, listener as EventListener);
      text.unobserve(this.changed);
      this.undoing.removeTrackedOrigin(this);
    };
  }

  private takeIn(): void {
    const typed = wellFormed(this.field.value);
    const edit = diff(this.shown, typed, this.field.selectionEnd);
    const held = this.held;
    this.held = [];
    if (edit !== null) this.write(carryOver(edit, this.shown.length, held));
    this.shown = this.text.toString();
    if (this.field.value === this.shown) return;
    const { selectionStart, selectionEnd } = this.field;
    const [start, end] = [selectionStart, selectionEnd].map((at) => held.reduce(follow, at));
    this.put(start ?? 0, end ?? 0);
  }

  private write(edits: readonly Edit[]): void {
    this.board.doc.transact(() => {
      for (const { at, remove, insert } of edits) {
        if (remove > 0) this.text.delete(at, remove);
        if (insert !== "") this.text.insert(at, insert);
      }
    }, this);
  }

  private show(delta: Delta, caret: number | null): void {
    const { selectionStart, selectionEnd } = this.field;
    this.shown = this.text.toString();
    this.put(caret ?? follow(selectionStart, delta), caret ?? follow(selectionEnd, delta));
  }

  /** Sets the words without losing the caret, the selection's direction or the place scrolled to. */
  private put(start: number, end: number): void {
    const { scrollTop, selectionDirection } = this.field;
    this.field.value = this.shown;
    // Some browsers give the focus to a field whose selection is set.
    if (!this.field.matches(":focus")) return;
    this.field.setSelectionRange(start, end, selectionDirection ?? "none");
    this.field.scrollTop = scrollTop;
  }
}

/** From now on `field` shows the text `root` of `board`, and typing in it changes that text. */
export function bindText(board: ScopeDoc, root: string, field: Field): Bound {
  const binding = new Binding(board, root, field);
  const stop = binding.listen();
  return { undo: () => binding.undo(), redo: () => binding.redo(), stop };
}
