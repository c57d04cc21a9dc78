/** How people are named. Twin of server/rules/people.py. */

const TITLES = new Set(
  "dr mr mrs ms miss mx prof professor rev revd sir dame pc dc ds di sgt insp".split(" "),
);

const capital = (letters: readonly string[]): string =>
  `${(letters[0] ?? "").toUpperCase()}${letters.slice(1).join("").toLowerCase()}`;

function candidates(name: string): string[] {
  const all = name.split(/[\s.-]+/).filter((word) => word !== "");
  const plain = all.filter((word) => !TITLES.has(word.toLowerCase()));
  const words = plain.length > 0 ? plain : all.length > 0 ? all : ["?"];
  const first = [...(words[0] ?? "?")];
  const last = [...(words.at(-1) ?? "?")];
  if (words.length === 1) return [capital(first.slice(0, 2)), capital(first.slice(0, 3))];
  const [f = "", l = ""] = [first[0], last[0]].map((letter) => letter?.toUpperCase());
  return [f + l, f + capital(last.slice(0, 2)), capital(first.slice(0, 2)) + l];
}

/** Initials for each person (id -> name) that nobody else in the meeting has (PEO-1). */
export function initials(names: Readonly<Record<string, string>>): Record<string, string> {
  const taken = new Set<string>();
  const pairs = Object.entries(names).map(([id, name]) => {
    const wanted = candidates(name);
    let chosen = wanted.find((candidate) => !taken.has(candidate));
    for (let n = 2; chosen === undefined; n += 1) {
      const numbered = `${wanted[0]}${n}`;
      if (!taken.has(numbered)) chosen = numbered;
    }
    taken.add(chosen);
    return [id, chosen];
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** "Mark Ellison, police" (PEO-2). */
export function who(name: string, role: string): string {
  const [said, part] = [name.trim(), role.trim()];
  if (part === "" || part.toLowerCase() === said.toLowerCase()) return said;
  return said === "" ? (part[0] ?? "").toUpperCase() + part.slice(1) : `${said}, ${part}`;
}

/** "Ellie", "Ellie and Tom", "Ellie, Tom and Sam" (PEO-3). */
export function together(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
