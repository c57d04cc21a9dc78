"""Looks at a page as axe does, in light and in dark, and at whether it fits."""

from __future__ import annotations

from typing import Any, Literal

from playwright.sync_api import Page

from tests.e2e.site import ROOT

AXE = (ROOT / "web/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

RUN = """async ([axe, levels]) => {
  if (!window.axe) (0, eval)(axe);
  const report = await window.axe.run(document, {runOnly: levels, resultTypes: ['violations']});
  return report.violations.map(one =>
    `${one.id}: ${one.nodes.map(node => node.html.slice(0, 160)).slice(0, 3).join(' | ')}`);
}"""

HEIGHT = """() => document.documentElement.scrollHeight"""

WIDER = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""

OVERFLOWS = """() => [...document.querySelectorAll('body *')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width > 1 && box.right > innerWidth + 1 && getComputedStyle(one).position !== 'fixed';
}).slice(0, 4).map(one => one.outerHTML.slice(0, 120))"""


def violations(page: Page) -> list[str]:
    """What axe finds in this state, in both colour schemes; the page is light again afterwards."""
    found: list[str] = []
    size = page.viewport_size or {"width": 1440, "height": 900}
    # As tall as all of it: a foot that stands over what is scrolled hides a part of a button.
    page.set_viewport_size({**size, "height": max(size["height"], page.evaluate(HEIGHT))})
    for scheme in reversed(SCHEMES):
        page.emulate_media(color_scheme=scheme)
        page.evaluate("() => document.getAnimations().forEach(one => one.finish())")
        found += [f"{scheme}: {one}" for one in page.evaluate(RUN, [AXE, LEVELS])]
    page.set_viewport_size(size)
    return found


def too_wide(page: Page, width: int, text: int = 100) -> list[Any]:
    """What sticks out of a window of this width (px), with text of this size (percent)."""
    size = page.viewport_size
    page.set_viewport_size({"width": width, "height": 720})
    page.evaluate("size => { document.documentElement.style.fontSize = size }", f"{text}%")
    wider = page.evaluate(WIDER)
    found = [f"{width} px, text {text} %: {wider} px too wide", *page.evaluate(OVERFLOWS)]
    page.evaluate("() => { document.documentElement.style.fontSize = '' }")
    if size:
        page.set_viewport_size(size)
    return found if wider > 0 else []
