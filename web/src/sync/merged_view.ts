/** One view over all scopes of a meeting: every item once, from the widest scope that has it. */
import type { Boot, Meta } from "../contract/boot.ts";
import type { Item, Scope } from "../contract/items.ts";
import type { ScopeDoc } from "../document/scope_doc.ts";

const ROOM = "room";

export interface Coming {
  item: Item;
  scope: Scope;
}

interface View {
  items: Map<string, Item>;
  scopes: Map<string, Scope>;
}

const NARROW_FIRST = ["own", "chair", "named", "family", "closed", "professionals", ROOM];

function breadth(scope: Scope): number {
  return NARROW_FIRST.indexOf(scope.split(":")[0] ?? "");
}

/** What is so before the room's board has arrived. */
function firstMeta({ type, meeting, now }: Boot): Meta {
  return {
    type: type.id,
    title: meeting.title,
    children: [],
    stage: type.stages[0]?.id ?? "",
    stage_since: now,
    stage_added: 0,
    done: [],
    wall: { show: "lobby", page: 1, names: true },
    blank: false,
    opened_at: now,
    ended_at: null,
  };
}

export class MergedView {
  /** Items this page has asked for and the server has not yet written. */
  readonly coming = new Map<string, Coming>();
  private view: View | null = null;
  private metaNow: Meta | null = null;

  constructor(
    private readonly boot: Boot,
    private readonly boards: ReadonlyMap<Scope, { readonly doc: ScopeDoc }>,
  ) {}

  get items(): ReadonlyMap<string, Item> {
    return this.merge().items;
  }

  get scopes(): ReadonlyMap<string, Scope> {
    return this.merge().scopes;
  }

  meta(): Meta {
    this.metaNow ??= { ...firstMeta(this.boot), ...this.boards.get(ROOM)?.doc.meta() };
    return this.metaNow;
  }

  get isOver(): boolean {
    return typeof this.meta().ended_at === "number";
  }

  /** Records changed: the next reader gets a new view. */
  forget(): void {
    this.view = this.metaNow = null;
  }

  private merge(): View {
    if (this.view !== null) return this.view;
    const items = new Map<string, Item>();
    const scopes = new Map<string, Scope>();
    const put = (id: string, item: Item, scope: Scope): void => {
      items.set(id, item);
      scopes.set(id, scope);
    };
    for (const [id, { item, scope }] of this.coming) put(id, item, scope);
    const narrowFirst = [...this.boards].sort(([a], [b]) => breadth(a) - breadth(b));
    for (const [scope, { doc }] of narrowFirst) {
      for (const [id, item] of doc.items()) put(id, item, scope);
    }
    this.view = { items, scopes };
    return this.view;
  }
}
