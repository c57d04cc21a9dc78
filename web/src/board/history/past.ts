/** A board as it was, made of what the server read from the log; and what has changed since. */
import type { Board } from "../../contract/board.ts";
import type { Boot, Meta } from "../../contract/boot.ts";
import type { Item, Kind, Scope } from "../../contract/items.ts";
import { rootOf } from "../../contract/items.ts";
import { sectionOf } from "../model.ts";

/** Something that happened; the board as of `seq` has it. */
export interface Moment {
  seq: number;
  at: number;
  who: string;
  say: string;
  kind: string;
  stage: string;
  item: string;
}

/** A run of words, and the id of who wrote it; "" is the server itself. */
export type Span = readonly [who: string, words: string];

interface PastScope {
  meta: Partial<Meta>;
  items: Readonly<Record<string, Item>>;
  texts: Readonly<Record<string, readonly Span[]>>;
}

export interface PastJson {
  seq: number;
  at: number;
  scopes: Readonly<Record<Scope, PastScope>>;
}

/** What a restore covers; see server/sync/commands/restoring.py. */
const COVERED: readonly Kind[] = [
  "card",
  "words",
  "set",
  "dispute",
  "bottom_line",
  "row",
  "note",
  "dates",
];

const WIDEST_FIRST: readonly Scope[] = ["room", "professionals"];

export class PastBoard implements Board {
  readonly boot: Boot;
  readonly seq: number;
  readonly at: number;
  readonly ending = true;
  private readonly all = new Map<string, Item>();
  private readonly places = new Map<string, Scope>();
  private readonly scopes: Readonly<Record<Scope, PastScope>>;

  constructor(boot: Boot, { seq, at, scopes }: PastJson) {
    this.boot = boot;
    this.seq = seq;
    this.at = at;
    this.scopes = scopes;
    for (const scope of WIDEST_FIRST) {
      for (const [id, item] of Object.entries(scopes[scope]?.items ?? {})) {
        if (this.all.has(id)) continue;
        this.all.set(id, item);
        this.places.set(id, scope);
      }
    }
  }

  meta(): Meta {
    return { children: [], done: [], ...this.scopes["room"]?.meta } as unknown as Meta;
  }

  items(): ReadonlyMap<string, Item> {
    return this.all;
  }

  scopeOf(item: string): Scope | undefined {
    return this.places.get(item);
  }

  spans(root: string): readonly Span[] {
    const scope = this.places.get(root.slice(2).split("/")[0] ?? "");
    return this.scopes[scope ?? ""]?.texts[root] ?? [];
  }

  words(root: string): string {
    return this.spans(root)
      .map(([, words]) => words)
      .join("");
  }

  presence(): Record<string, never> {
    return {};
  }

  now(): number {
    return this.at;
  }
}

/** The texts of an item, by their names in the schema. */
export function rootsOf(board: Board, item: Item): string[] {
  const fields = Object.keys(board.boot.schema.kinds[item.kind]?.texts ?? {});
  return fields.map((field) => rootOf(item.id, field));
}

export const isCovered = (item: Item): boolean => COVERED.includes(item.kind);

/** Agreed words stay agreed, whatever they were before. */
function isAgreed(item: Item, root: string): boolean {
  return (
    item.kind === "set" &&
    ((root.endsWith("/danger") && item.danger_status === "agreed") ||
      (root.endsWith("/goal") && item.goal_status === "agreed"))
  );
}

/** In plain words, how an item differs now from what it was; none when a restore changes nothing. */
export function since(then: Board, now: Board, item: Item): string[] {
  const later = now.items().get(item.id);
  if (later === undefined || now.scopeOf(item.id) !== then.scopeOf(item.id)) return [];
  const found: string[] = [];
  const roots = rootsOf(then, item).filter((root) => !isAgreed(later, root));
  if (roots.some((root) => then.words(root) !== now.words(root))) found.push("Words changed since");
  if (later.section !== item.section)
    found.push(`Moved since to “${sectionOf(now, later.section ?? "")?.name ?? ""}”`);
  else if (later.pos !== item.pos) found.push("Another place since");
  found.push(...standing(item, later));
  if (fieldsOf(then, item) !== fieldsOf(then, later)) found.push("Details changed since");
  return found;
}

function standing(then: Item, now: Item): string[] {
  if (then.status === now.status) return [];
  if (then.status === "live" && now.status === "struck") return ["Struck through since"];
  if (then.status === "live" && now.status === "merged") return ["Joined with another since"];
  return then.status === "struck" && now.status === "live" ? ["Brought back since"] : [];
}

function fieldsOf(board: Board, item: Item): string {
  const names = Object.keys(board.boot.schema.kinds[item.kind]?.fields ?? {}).sort();
  const all = item as unknown as Readonly<Record<string, unknown>>;
  return JSON.stringify(names.map((name) => inNameOrder(all[name] ?? null)));
}

/** The same value reads the same, in whatever order its keys came. */
function inNameOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Live things of now that were not there then, and that a restore would strike through. */
export function addedSince(then: Board, now: Board, which: (item: Item) => boolean): Item[] {
  return [...now.items().values()].filter(
    (item) =>
      isCovered(item) &&
      item.status === "live" &&
      WIDEST_FIRST.includes(now.scopeOf(item.id) ?? "") &&
      !("shared_from" in item && item.shared_from) &&
      !then.items().has(item.id) &&
      which(item),
  );
}
