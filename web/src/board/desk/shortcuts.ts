/** Keys of the Desk. None is a single letter; `?` works only while nobody types. */
import { may } from "../model.ts";
import type { Desk } from "./desk.ts";
import { toggleBlank } from "./header.ts";
import { withRest } from "./later.ts";

export function listenForKeys(desk: Desk): void {
  document.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.isComposing) return;
    if (e.key === "F9" && may(desk.meeting, "blank")) toggleBlank(desk);
    else if (e.key === "F6") nextRegion(e.shiftKey ? -1 : 1);
    else if (e.key === "?" && !isTyping(e.target)) showShortcuts();
    else return;
    e.preventDefault();
  });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]")
  );
}

export function showShortcuts(): void {
  void withRest((rest) => rest.showKeys());
}

function nextRegion(step: number): void {
  const all = [...document.querySelectorAll<HTMLElement>("[data-region]")];
  const here = all.findIndex((one) => one.contains(document.activeElement));
  const to = all[(here + step + all.length) % all.length];
  to?.querySelector<HTMLElement>(
    'button:not([tabindex="-1"]):not(:disabled), a[href], textarea, select, [tabindex="0"]',
  )?.focus();
}
