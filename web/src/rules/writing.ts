/** Who may type in which text now. The twin of server/rules/writing.py; shared/vectors keep them equal. */

export interface WritingItem {
  kind: string;
  status: string;
  author: string;
  typed_by: string;
  said_by?: { person: string | null } | null | undefined;
  owner?: { person: string | null } | null | undefined;
  person?: { id: string } | null | undefined;
}

export interface Writing {
  me: string;
  role: string;
  item: WritingItem;
  field: string;
  ended: boolean;
}

export function may_write(_given: Writing): boolean {
  throw new Error("not written yet");
}
