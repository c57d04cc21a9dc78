/** Where a person is in the page, as its address says: "#/card/abc". Only ids, never words. */

export const SCREENS = [
  "home",
  "add",
  "drafts",
  "statement",
  "set",
  "score",
  "line",
  "card",
  "voice",
  "view",
  "decisions",
  "actions",
  "cannot",
  "board",
  "people",
  "family",
] as const;

export type ScreenName = (typeof SCREENS)[number];

export interface Route {
  screen: ScreenName;
  id: string;
  /** A second id: the draft that is being written. */
  more: string;
}

export const HOME: Route = { screen: "home", id: "", more: "" };

const isScreen = (name: string): name is ScreenName => SCREENS.some((screen) => screen === name);

/** An address that says nothing we know leads home. */
export function readRoute(hash: string): Route {
  const [name = "", id = "", more = ""] = hash.replace(/^#\/?/, "").split("/").map(plainly);
  return isScreen(name) && id !== BROKEN && more !== BROKEN ? { screen: name, id, more } : HOME;
}

const BROKEN = "\u0000";

function plainly(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return BROKEN;
  }
}

export function hrefTo(screen: ScreenName, id = "", more = ""): string {
  if (screen === "home") return "#/";
  return `#/${[screen, id, more]
    .filter((part) => part !== "")
    .map(encodeURIComponent)
    .join("/")}`;
}

/** Screens that people open to look around: they stay there when the meeting moves on. */
const LOOKING: ReadonlySet<ScreenName> = new Set([
  "board",
  "people",
  "card",
  "drafts",
  "actions",
  "decisions",
  "voice",
  "set",
  "line",
  "family",
]);

export const isLooking = (screen: ScreenName): boolean => LOOKING.has(screen);
