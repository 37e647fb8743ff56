"""The gallery shows every component, and each says what it is for."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateSyntaxError

from tiebeam.web.ui.gallery import STATES, components
from tiebeam.web.ui.shapes import Link, NotATone
from tiebeam.web.ui.templatetags.ui import register


def test_it_shows_every_component_that_there_is():
    assert set(STATES) == set(register.tags)


@pytest.mark.parametrize("each", components({}), ids=lambda each: each.name)
def test_each_component_says_what_it_is_for_and_has_content_in_every_state(each):
    assert each.what.endswith(".")
    assert "`" not in each.what
    assert each.states
    for _, made in each.states:
        assert str(made).strip()


def test_a_component_with_a_slip_in_it_fails_at_once():
    for slip in (
        '{% page_header titel="Pay" %}',
        '{% page_header "Pay" %}',
        '{% finding tonne="hurts" %}x{% endfinding %}',
    ):
        with pytest.raises(TemplateSyntaxError):
            Template(slip)


def test_what_the_way_back_up_says_is_not_said_once_more_below_it():
    header = Template("{% page_header title='Reports' kicker=kicker trail=trail %}")
    trail = [Link(text="Spaces", href="/spaces/"), Link(text="Quay", href="/spaces/quay/")]

    above = header.render(Context({"trail": trail, "kicker": "Quay"}))
    beside = header.render(Context({"trail": trail, "kicker": "Two wait"}))

    assert above.count("Quay") == 1
    assert '<p class="kicker">Two wait</p>' in beside


def test_a_tone_that_is_none_is_refused_with_those_there_are():
    with pytest.raises(NotATone, match="plain, good, hurts, waiting"):
        Template('{% status text="Late" tone="red" %}').render(Context())


def test_what_people_wrote_is_never_taken_for_ours():
    made = Template("{% finding sure=said %}{{ said }}{% endfinding %}").render(
        Context({"said": "<script>alert(1)</script>"})
    )

    assert "<script>" not in made
    assert made.count("&lt;script&gt;") == 2
