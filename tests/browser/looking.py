"""One look at a page: whom it shuts out, whether it fits, by keys alone, and without a script.

A page is opened twice, with scripts and without, and all is asked of it there. Header and footer
are the same on every page of somebody: keys go through them on one, and with `--all` on each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from sizes import sized

#: How axe looks at pages: as wide as a phone and as a desk, in both themes.
LOOKS = ((360, "dark"), (1280, "light"), (360, "light"), (1280, "dark"))
WIDTHS = (320, 360, 768, 1600)
#: What is another each time that a page is opened: the secret of a second step, how long ago.
ANEW = re.compile(r"[A-Z2-7]{32}|\d+\s(?:second|minute)s? ago")
#: Keys until somebody gives up: the gallery has the most to be reached.
PATIENCE = 600
REFUSED = "Content Security Policy"
Open = Callable[..., AbstractContextManager[tuple[Any, list[str]]]]


def faults(opened: Open, *, whole: bool) -> Iterator[str]:
    """What is wrong with a page, in a line each.

    opened  opens it in a tab, with what the browser says of it; told `has_scripts=False`, in one
            without scripts
    whole   whether keys go through its header and footer as well
    """
    with opened() as (tab, said):
        text = words(tab)
        yield from (f"refused: {each}" for each in said if REFUSED in each)
        yield from by_keys(tab) if sized(whole, True) else by_keys_within(tab)
        yield from shut_out(tab, sized(LOOKS[:2], LOOKS))
        yield from too_wide(tab)

    with opened(has_scripts=False) as (tab, _):
        if words(tab) != text:
            yield f"without a script other words are there: {words(tab)!r}, not {text!r}"
        yield from (f"without a script: {each}" for each in tab.evaluate(NEEDS_A_SCRIPT))


def words(tab: Any) -> str:
    return ANEW.sub("…", tab.inner_text("main"))


def shut_out(tab: Any, looks: Iterable[tuple[int, str]] = LOOKS) -> Iterator[str]:
    """What axe finds, narrow and wide, light and dark."""
    tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    # To put it into the page takes longer than to run it.
    tab.evaluate(Axe().axe_script)
    for width, theme in looks:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.emulate_media(color_scheme=theme)
        yield from (f"{each} at {width} px, {theme}" for each in tab.evaluate(VIOLATIONS))


VIOLATIONS = """() => axe.run({resultTypes: ['violations']}).then(found => found.violations.map(
  each => each.id + ': ' + each.nodes[0].html.slice(0, 80)))"""


def too_wide(tab: Any) -> Iterator[str]:
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        if (wide := tab.evaluate("document.documentElement.scrollWidth")) > width:
            yield f"{wide} px wide where there are {width}"


# --- without a script -----------------------------------------------------------------------------

NEEDS_A_SCRIPT = """() => {
  const said = e => e.outerHTML.slice(0, 90);
  const found = [];
  for (const e of document.querySelectorAll('a, area')) {
    const to = e.getAttribute('href');
    // An empty address opens the page again.
    if (to === null || to === '#' || to.startsWith('javascript:'))
      found.push('leads nowhere: ' + said(e));
    else if (to.startsWith('#') && !document.getElementById(to.slice(1)))
      found.push('nothing on the page has the name ' + to);
  }
  for (const form of document.forms) {
    const sends = [...form.elements].filter(e => e.type === 'submit');
    if (!sends.some(e => !e.disabled)) found.push('no button sends ' + said(form));
  }
  for (const e of document.querySelectorAll('button:not([type=submit])'))
    // What opens by the browser itself needs no script.
    if (e.type !== 'submit' && !document.getElementById(e.getAttribute('popovertarget')))
      found.push('does nothing: ' + said(e));
  for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
    if (!e.form) found.push('belongs to no form: ' + said(e));
  return found;
}"""

# --- by keys --------------------------------------------------------------------------------------

#: Notes what keys do, and keeps links and forms from leading away.
BEGIN = """() => {
  const all = 'a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex],'
    + ' [contenteditable], [onclick], dialog, [popover], [role=button], [role=link], [role=tab]';
  const fields = 'a, button, input, select, textarea, summary, [onclick], [role=button],'
    + ' [role=link], [role=tab]';
  const of_page = e => e.tabIndex >= 0 || e.matches(fields);
  const tries = window.tries = {worked: new Set(), last: null, style: ''};
  tries.every = () => [...document.querySelectorAll(all)].filter(
    e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && of_page(e));
  tries.said = e => e.outerHTML.replace(/\\s+/g, ' ').slice(0, 90);
  tries.looks = e => { const s = getComputedStyle(e);
    return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor].join(); };
  const happened = event => {
    const what = event.target.closest('a, button, input');
    const within = what && what.getAttribute('href') || '';
    if (!what || within.startsWith('#') || /checkbox|radio/.test(what.type)) return;
    event.preventDefault(); event.stopImmediatePropagation();
    tries.worked.add(what.type === 'submit' ? what.form : what);
    tries.worked.add(what);
  };
  window.addEventListener('click', happened, true);
  for (const name of ['submit', 'invalid'])
    window.addEventListener(name, event => {
      event.preventDefault(); event.stopImmediatePropagation();
      tries.worked.add(event.target.form || event.target);
    }, true);
}"""
#: What has the focus: its place in the page, what it is, and what is wrong with how it is shown.
FOCUSED = """() => {
  const tries = window.tries, e = document.activeElement;
  const faults = [];
  if (tries.last && tries.last.isConnected && tries.last !== e
      && tries.looks(tries.last) === tries.style)
    faults.push('looks the same with and without the focus: ' + tries.said(tries.last));
  if (!e || e === document.body || e === document.documentElement) {
    tries.last = null; return {place: -1, faults, inside: false};
  }
  const box = e.getBoundingClientRect();
  if (tries.last !== e && (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0
      || box.left >= innerWidth || !box.width || !box.height))
    faults.push('has the focus out of sight: ' + tries.said(e));
  // Of a date, the last stop is a part of it that the browser marks itself.
  if (tries.last !== e) tries.style = tries.looks(e);
  tries.last = e;
  const kind = e.matches('summary') ? (e.parentElement.open ? '' : 'folded')
    : e.matches('a[href]') ? (e.getAttribute('href').startsWith('#') ? '' : 'link')
    : e.matches('button, input[type=submit], input[type=button]') ? 'button'
    : e.matches('input[type=checkbox]') ? 'box'
    : e.matches('input') && !/radio|file|range|color|date|time|month|week/.test(e.type)
      && !tries.worked.has(e.form) ? 'text' : '';
  const inside = e.closest('main') !== null;
  return {place: [...document.querySelectorAll('*')].indexOf(e), kind, faults, inside};
}"""
#: Whether the last key did what it should.
DID = """kind => {
  const tries = window.tries, e = tries.last;
  const did = kind === 'folded' ? e.parentElement.open
    : kind === 'box' ? e.checked !== e.defaultChecked
    : tries.worked.has(kind === 'text' ? e.form : e);
  return did ? '' : 'a key does nothing on ' + tries.said(e);
}"""
#: After all keys: what was not reached in a part of the page, and where the order is not that of
#: the eye.
MISSED = """([places, part]) => {
  const tries = window.tries, all = [...document.querySelectorAll('*')], faults = [];
  const reached = new Set(places.map(n => all[n]));
  const sets = new Set([...reached].filter(e => e.type === 'radio').map(e => e.name));
  for (const e of tries.every().filter(e => e.closest(part))) {
    if (e.tabIndex > 0) faults.push('wants to be reached out of order: ' + tries.said(e));
    if (!reached.has(e) && !(e.type === 'radio' && sets.has(e.name)))
      faults.push('no key reaches ' + tries.said(e));
  }
  const moved = e => { for (; e && e !== document.body; e = e.parentElement)
    if (/fixed|sticky/.test(getComputedStyle(e).position)) return true; return false; };
  const seen = [...reached].filter(e => !e.matches('.skip') && !moved(e));
  for (let n = 1; n < seen.length; n++) {
    const from = [...seen[n - 1].getClientRects()].at(-1), to = seen[n].getClientRects()[0];
    if (!from || !to) continue;
    const above = to.bottom <= from.top + 1 && to.left < from.right;
    const before = to.right <= from.left && to.bottom > from.top && to.top < from.bottom;
    if ((above || before) && !seen[n - 1].contains(seen[n]))
      faults.push('the eye meets ' + tries.said(seen[n]) + ' before ' + tries.said(seen[n - 1]));
  }
  return faults;
}"""


def by_keys(tab: Any) -> Iterator[str]:
    """What somebody misses who has keys alone: each is really pressed."""
    tab.evaluate(BEGIN)
    yield from walked(tab, "html")
    yield from past_the_header(tab)


def by_keys_within(tab: Any) -> Iterator[str]:
    """The same of the page itself, to which the first stop leads past the header."""
    tab.evaluate(BEGIN)
    yield from past_the_header(tab)
    yield from walked(tab, "main")


def walked(tab: Any, part: str) -> Iterator[str]:
    """What keys miss in a part of the page, "html" or "main", from where they are to its end."""
    places: list[int] = []
    for n in range(PATIENCE):
        tab.keyboard.press("Tab")
        now = tab.evaluate(FOCUSED)
        yield from now["faults"]
        # Keys that never leave the page itself do not come round, but are held there.
        is_over = not now["inside"] if part == "main" else now["place"] in places[:1]
        if is_over or now["place"] < 0:
            break
        # A date has a stop for each of its parts.
        if not places or places[-1] != now["place"]:
            places.append(now["place"])
            yield from tried(tab, now["kind"], n)
    else:
        yield f"after {PATIENCE} keys the page still goes on"
    if places != sorted(places):
        yield "keys go through the page in another order than it is read in"
    yield from tab.evaluate(MISSED, [places, part])


def tried(tab: Any, kind: str, n: int) -> Iterator[str]:
    """What stands there does by a key what it does by a mouse."""
    keys = {"link": "Enter", "text": "Enter", "box": "Space", "folded": ("Enter", "Space")[n % 2],
            "button": ("Enter", "Space")[n % 2]}  # fmt: skip
    if kind:
        tab.keyboard.press(keys[kind])
        if fault := tab.evaluate(DID, kind):
            yield fault


def past_the_header(tab: Any) -> Iterator[str]:
    """The first stop leads past the header; from there, keys go on and back."""
    if tab.evaluate("document.activeElement === document.body"):
        tab.keyboard.press("Tab")
    if not tab.evaluate("document.activeElement.matches('a.skip[href=\"#main\"]')"):
        yield "the first stop does not lead past the header"
        return
    tab.keyboard.press("Enter")
    if tab.evaluate("document.activeElement.id") != "main":
        yield "the link past the header does not lead there"
    tab.keyboard.press("Shift+Tab")
    if tab.evaluate("document.activeElement.closest('main') !== null"):
        yield "keys do not lead back out of the page itself"
