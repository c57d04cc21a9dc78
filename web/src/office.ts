/** The office pages work without this; it only makes them kinder. */
import { chooseTheme, theme } from "./board/theme.ts";

const ASK_EVERY = 3000;
const ASK_IDLE = 30_000;
const THEME_COOKIE = "threefold_theme";

function each<E extends HTMLElement>(selector: string, work: (element: E) => void): void {
  for (const element of document.querySelectorAll<E>(selector)) work(element);
}

/** Show and hide what is typed in a password box. */
function showPassword(button: HTMLButtonElement): void {
  const box = document.getElementById(button.dataset["show"] ?? "");
  if (!(box instanceof HTMLInputElement)) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const hide = box.type === "text";
    box.type = hide ? "password" : "text";
    button.textContent = hide ? "Show password" : "Hide password";
  });
}

function printPage(button: HTMLButtonElement): void {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

/** Copy the words of a box, and say so. Without a secure address they are selected instead. */
function copyWords(button: HTMLButtonElement): void {
  const box = document.getElementById(button.dataset["copy"] ?? "");
  if (!(box instanceof HTMLInputElement)) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    box.select();
    const said = document.querySelector<HTMLElement>("[data-copied]");
    try {
      await navigator.clipboard.writeText(box.value);
      if (said) said.textContent = "Copied";
    } catch {
      if (said) said.textContent = "Selected. Press Ctrl and C to copy.";
    }
  });
}

/** Light or dark for the pages of this visit; the server reads the cookie. */
function switchTheme(button: HTMLButtonElement): void {
  const device = window.matchMedia("(prefers-color-scheme: dark)");
  const isDark = (): boolean => (theme() === "auto" ? device.matches : theme() === "dark");
  const name = (): void => {
    button.textContent = isDark() ? "Light colours" : "Dark colours";
  };
  button.hidden = false;
  name();
  device.addEventListener("change", name);
  button.addEventListener("click", () => {
    const chosen = isDark() ? "light" : "dark";
    chooseTheme(chosen);
    document.cookie = `${THEME_COOKIE}=${chosen}; path=/; samesite=lax`;
    name();
  });
}

/** The waiting page asks the door until its answer changes. */
async function askDoor(address: string): Promise<boolean> {
  try {
    const answer = await fetch(address, { headers: { accept: "application/json" } });
    if (!answer.ok) return false;
    const { state } = (await answer.json()) as { state: string };
    return state === "waiting";
  } catch {
    // Out of reach for a moment: the page stays, and asks again.
    return true;
  }
}

async function wait(status: HTMLElement): Promise<void> {
  const address = status.dataset["door"] ?? "";
  while (await askDoor(address)) {
    await new Promise((resume) => setTimeout(resume, ASK_EVERY));
  }
  window.location.reload();
}

/** Nothing of a page stays on the screen of somebody who is signed out. */
function blank(): void {
  document.body.replaceChildren();
  const next = encodeURIComponent(window.location.pathname);
  window.location.replace(`/sign-in?next=${next}`);
}

async function isSignedIn(): Promise<boolean> {
  try {
    const answer = await fetch("/session", { headers: { accept: "application/json" } });
    return !answer.ok || ((await answer.json()) as { signed_in: boolean }).signed_in;
  } catch {
    return true; // Out of reach for a moment: that is no signing out.
  }
}

async function blankIfOut(): Promise<void> {
  if (!(await isSignedIn())) blank();
}

/** A page of somebody signed in is blanked when they sign out elsewhere, or do nothing too long. */
function guardPage(body: HTMLElement): void {
  const idle = Number(body.dataset["idle"]) * 60_000;
  let used = Date.now();
  for (const kind of ["pointerdown", "keydown", "scroll"]) {
    window.addEventListener(kind, () => (used = Date.now()), { passive: true });
  }
  setInterval(() => Date.now() - used > idle && void blankIfOut(), ASK_IDLE);
  // Kept whole by the browser's Back button, or long in the background.
  window.addEventListener("pageshow", (event) => event.persisted && void blankIfOut());
  document.addEventListener("visibilitychange", () => !document.hidden && void blankIfOut());
}

/** Other pages of this browser ask again when one of them signs in or out. */
const others = new BroadcastChannel("threefold-session");
others.addEventListener("message", () => document.body.dataset["idle"] && void blankIfOut());
if (!document.body.dataset["idle"]) others.postMessage("look");

each<HTMLElement>("body[data-idle]", guardPage);
each<HTMLButtonElement>("[data-show]", showPassword);
each<HTMLButtonElement>("[data-print]", printPage);
each<HTMLButtonElement>("[data-copy]", copyWords);
each<HTMLButtonElement>("[data-theme-switch]", switchTheme);
each<HTMLElement>("[data-focus]", (problem) => problem.focus());
each<HTMLElement>("[data-history]", (host) => {
  void import("./board/history/ended.ts").then(({ openHistory }) => openHistory(host));
});
each<HTMLElement>("[data-left-over]", (host) => {
  void import("./board/left_over.ts").then(({ showLeftOver }) => {
    showLeftOver(host, location.pathname);
  });
});
each<HTMLElement>("[data-door]", (status) => void wait(status));
