"""A person with no mouse: Tab, arrows, Enter; and where the focus is after each."""

from __future__ import annotations

from playwright.sync_api import Page, expect

MOST = 400

FOCUS = """() => {
  const at = document.activeElement;
  if (at === null || at === document.body) return {lost: true, name: '', shown: false};
  const name = (at.getAttribute('aria-label') || at.labels?.[0]?.innerText || at.innerText || '')
    .replace(/\\s+/g, ' ').trim();
  const box = at.getBoundingClientRect();
  const look = getComputedStyle(at);
  const ring = at.closest('label, li, a, button, summary') ?? at;
  const around = getComputedStyle(ring);
  const drawn = [look, around].some(one =>
    (one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2) || one.boxShadow !== 'none');
  const parts = ['date', 'time'].includes(at.type);  // the browser marks the part of a date itself
  const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  return {lost: false, name, shown: (drawn || parts) && inside};
}"""


class Keyboard:
    """Presses keys on a page, and notes each time that the focus was lost or not to be seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lost: list[str] = []

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    @property
    def at(self) -> str:
        """The name of what has the focus."""
        name: str = self.page.evaluate(FOCUS)["name"]
        return name

    def tab_to(self, name: str, key: str = "Tab") -> None:
        """Go on with Tab (or Shift+Tab) until something of this name has the focus."""
        for _ in range(MOST):
            self.press(key)
            focus = self.page.evaluate(FOCUS)
            if not focus["lost"] and not focus["shown"]:
                self.lost.append(f"no focus to be seen on {focus['name']!r}")
            if focus["name"].startswith(name):
                return
        raise AssertionError(f"Tab never came to {name!r}; it is at {self.at!r}")

    def go(self, name: str, key: str = "Enter") -> None:
        """Tab to something and press it."""
        self.tab_to(name)
        self.press(key)

    def follow(self, name: str, title: str) -> None:
        """Follow a link to another page."""
        self.go(name)
        expect(self.page).to_have_title(f"{title} – Threefold")

    def choose(self, label: str) -> None:
        """Go down an open menu to a choice and take it."""
        menu = self.page.get_by_role("menu")
        expect(menu).to_be_visible()
        for _ in range(MOST):
            if self.at.startswith(label):
                return self.press("Enter")
            self.press("ArrowDown")
        raise AssertionError(f"no {label!r} in the menu")

    def holds(self, what: str) -> None:
        """After doing this the focus must be somewhere again, once the page has settled."""
        try:
            self.page.wait_for_function(
                "() => document.activeElement !== document.body", timeout=3000
            )
        except Exception:  # noqa: BLE001 - all of them are read at the end
            self.lost.append(f"the focus was lost after {what}")
