/** The office pages work without this; it only makes them kinder. */
import { chooseTheme, theme } from "./board/theme.ts";

const ASK_EVERY = 3000;
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
