"""How somebody walks through pages in a browser: what they wait for, and what is looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image
from sizes import sized

#: Where the worker has something to do.
PATIENCE_MS = 90_000
#: A browser paints a page that has another width or theme two frames later at the latest.
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
#: Left, top, right and bottom of the last words of a page, in a picture of all of it.
LAST_WORDS = """() => {
  const box = document.querySelector('footer.bottom p').getBoundingClientRect();
  return [box.left, box.top + scrollY, box.right, box.bottom + scrollY];
}"""


def widths() -> tuple[int, ...]:
    """How wide each page on the way is looked at, in both themes, where everything is tried."""
    return sized((), (360, 768, 1280))


def until(tab: Any, words: str) -> None:
    """Load a page again until the worker is done with what it shows."""
    for _ in range(PATIENCE_MS // 500):
        if tab.get_by_text(words).count():
            return
        tab.wait_for_timeout(500)
        tab.reload()
    raise AssertionError(f"'{words}' never came: {tab.locator('main').inner_text()}")


def look(tab: Any, place: Path, name: str) -> None:
    """A picture of the page in each width and theme, which shuts nobody out and fits."""
    from axe_playwright_python.sync_playwright import Axe

    before = tab.viewport_size
    for width in widths() if (place / "pictures").exists() else ():
        for theme in ("light", "dark"):
            tab.emulate_media(color_scheme=theme)
            tab.set_viewport_size({"width": width, "height": 900})
            file = place / "pictures" / f"{name}-{width}-{theme}.png"
            tab.evaluate(PAINTED)
            tab.screenshot(path=file, full_page=True)
            assert is_whole(tab, file), f"{file.name} ends before the page does"
            found = [each["id"] for each in Axe().run(tab).response["violations"]]
            assert (name, width, theme, found) == (name, width, theme, [])
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.emulate_media(color_scheme=None)
    tab.set_viewport_size(before)


def is_whole(tab: Any, file: Path) -> bool:
    """Whether a picture shows its page down to the last words, and no blank in their place."""
    left, top, right, bottom = tab.evaluate(LAST_WORDS)
    with Image.open(file) as picture:
        if right > picture.width or bottom > picture.height:
            return False
        words = picture.convert("L").crop((int(left), int(top), int(right), int(bottom)))
        darkest, lightest = words.getextrema()
    return bool(darkest < lightest)
