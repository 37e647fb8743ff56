"""The gallery: every component, in each of its states, with made-up words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils.safestring import SafeString, mark_safe

from tiebeam.web.ui.shapes import (
    TONES,
    Attached,
    Branch,
    Column,
    Entry,
    Facing,
    Instead,
    Link,
    Moment,
    Note,
    Noted,
    Part,
    Passage,
    Piece,
    Progress,
    Saying,
    Signpost,
    Table,
    Task,
)
from tiebeam.web.ui.templatetags.ui import register

#: A picture in the gallery: dots in a row, as wide as a page and as wide as a phone.
DOTS: Final = (
    '<svg viewBox="0 0 {w} 60" role="img" aria-label="Of 12 dots, 3 are filled.">'
    "{dots}</svg>"
)  # fmt: skip


@dataclass(frozen=True)
class State:
    """A component as it may look: a template, and what it is given."""

    name: str
    template: str
    given: Mapping[str, Any] = field(default_factory=dict)

    def made(self) -> SafeString:
        return Template(self.template).render(Context(dict(self.given)))


@dataclass(frozen=True)
class Component:
    name: str
    what: str
    states: tuple[tuple[str, SafeString], ...]

    @property
    def title(self) -> str:
        return self.name.replace("_", " ").capitalize()


def components(query: Mapping[str, str]) -> list[Component]:
    """Every component with its states; `query` sorts and searches the table."""
    return [
        Component(name, _first_line(name), tuple((s.name, s.made()) for s in states(query)))
        for name, states in STATES.items()
    ]


def _first_line(name: str) -> str:
    documented = register.tags[name].__doc__ or ""
    return documented.strip().split("\n\n")[0].replace("\n", " ")


class Invitation(forms.Form):
    """A form with one field of each kind."""

    email = forms.EmailField(label="E-mail address", help_text="We write to it once.")
    note = forms.CharField(
        label="A word to go with it", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    unit = forms.ChoiceField(
        label="Unit", choices=[("", "Choose one"), ("deck", "Deck"), ("ports", "Ports")]
    )
    wanted = forms.MultipleChoiceField(
        label="What they may do", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("read", "Read what was released"), ("ask", "Ask for a release")],
    )  # fmt: skip
    copy = forms.BooleanField(label="Send me a copy", required=False)
    when = forms.ChoiceField(
        label="When", widget=forms.RadioSelect, initial="now",
        choices=[("now", "Now"), ("monday", "On Monday")],
    )  # fmt: skip


FORM: Final = (
    "{% error_summary form=form %}<form method='get'>{{ form }}"
    "<button>Send this invitation</button></form>"
)


def _page_header(_: Mapping[str, str]) -> list[State]:
    trail = [Link(text="Pain points", href="#"), Link(text="Ferries", href="#")]
    return [
        State("alone", '{% page_header title="Who rises, and who waits" %}'),
        State(
            "with all",
            '{% page_header title="In Deck Operations, 1 in 17 women was promoted from grade 3" '
            'kicker="Promotion, 2025" trail=trail lead="Of men, about 1 in 8. Between 1 in 25 and '
            '1 in 11 women, as far as these numbers tell." %}',
            {"trail": trail},
        ),
    ]


RARE: Final = "Chance alone would rarely do this."


def _finding(_: Mapping[str, str]) -> list[State]:
    words = "About 1 in 6 people in grade D left in twelve months. Of everybody it is 1 in 10."
    return [
        State(each, f'{{% finding tone="{each}" sure="{sure}" %}}{words}{{% endfinding %}}')
        for each, sure in zip(
            TONES,
            ("Too few people to say: 40 more would be needed.", RARE, RARE, ""),
            strict=True,
        )
    ]  # fmt: skip


def _dots(width: int) -> SafeString:
    across = width / 12
    kinds = ["full"] * 3 + ["open"] * 9
    dots = "".join(
        f'<circle cx="{across * (n + 0.5):.0f}" cy="30" r="8" class="dot-{kind}"/>'
        for n, kind in enumerate(kinds)
    )
    return mark_safe(DOTS.format(w=width, dots=dots))  # noqa: S308 — nobody's words are in it


LADDER: Final = (
    {"unit": "Deck", "people": 412, "left": "1 in 9"},
    {"unit": "Engine", "people": 128, "left": "1 in 14"},
    {"unit": "Ports", "people": 1044, "left": "1 in 11"},
    {"unit": "Sales", "people": None, "left": None},
    {"unit": "Kitchens", "people": Instead("hidden: fewer than 10 people")},
)
COLUMNS: Final = (
    Column(key="unit", title="Unit"),
    Column(key="people", title="People", is_number=True),
    Column(key="left", title="Left in a year"),
)


def _table(query: Mapping[str, str], name: str, caption: str) -> Table:
    return Table.asked(
        query, name=name, caption=caption, columns=COLUMNS, rows=LADDER, download="#",
        missing="hidden: fewer than 10 people", can_be_searched=True,
    )  # fmt: skip


def _picture(query: Mapping[str, str]) -> list[State]:
    given = {
        "wide": _dots(720),
        "narrow": _dots(328),
        "table": _table({}, "asked", "Who asked, by unit"),
    }
    caption = "Of 12 who asked for fewer hours, 3 got them."
    return [
        State(
            "with its table",
            f'{{% picture caption="{caption}" narrow=narrow table=table %}}{{{{ wide }}}}'
            "{% endpicture %}",
            given,
        )
    ]


def _data_table(query: Mapping[str, str]) -> list[State]:
    show = "{% data_table table=table %}"
    return [
        State("with rows", show, {"table": _table(query, "left", "People who left, by unit")}),
        State(
            "nothing found",
            show,
            {"table": _table({"find": "bakery"}, "lost", "People who came, by unit")},
        ),
    ]


def _error_summary(_: Mapping[str, str]) -> list[State]:
    wrong = Invitation({"email": "nobody", "when": "never"}, auto_id="wrong_%s")
    wrong.add_error(None, "Somebody was invited to this address an hour ago.")
    return [
        State("a form before it is sent", FORM, {"form": Invitation(auto_id="empty_%s")}),
        State("a form to put right", FORM, {"form": wrong}),
    ]


def _task_list(_: Mapping[str, str]) -> list[State]:
    tasks = [
        Task(text="Say what the data is for", status="Done", tone="good", href="#"),
        Task(text="Talk to the works council", status="Not yet", tone="waiting", href="#"),
        Task(text="Bring the first file", status="Later", hint="Opens when both are done."),
    ]  # fmt: skip
    return [State("some done", "{% task_list tasks=tasks %}", {"tasks": tasks})]


def _signposts(_: Mapping[str, str]) -> list[State]:
    posts = [
        Signpost(text="Who rises, and who waits", href="#",
                 about="From which grade people are promoted, and from which they leave."),
        Signpost(text="A file could not be read", href="#", about="Asked for on 3 March 2026",
                 status="Failed", tone="hurts"),
        Signpost(text="The audit trail", href="#"),
    ]  # fmt: skip
    return [State("with and without a sentence", "{% signposts posts=posts %}", {"posts": posts})]


def _summary_list(_: Mapping[str, str]) -> list[State]:
    entries = [
        Entry(about="Purpose", said="To find what holds people back", change="#"),
        Entry(about="Kept for", said="Three years"),
    ]
    return [State("with and without a change", "{% summary_list entries=entries %}",
                  {"entries": entries})]  # fmt: skip


def _tabs(_: Mapping[str, str]) -> list[State]:
    links = [Link(text="Flows", href="#", current=True), Link(text="Pain points", href="#"),
             Link(text="Structures", href="#")]  # fmt: skip
    return [State("one open", '{% tabs label="See" links=links %}', {"links": links})]


def _empty_state(_: Mapping[str, str]) -> list[State]:
    words = "<p>Here will stand what your structures do. It needs one file from HR.</p>"
    return [
        State(
            "with the first step",
            '{% empty_state title="Nothing has been released yet" action=action '
            'example="Harbourline saw that nobody on night shift was ever promoted." %}'
            f"{words}{{% endempty_state %}}",
            {"action": Link(text="Bring the first file", href="#")},
        ),
        State("nothing to do", '{% empty_state title="No duty is due" %}'
              "<p>When you owe somebody an answer, it stands here.</p>{% endempty_state %}"),
    ]  # fmt: skip


def _status(_: Mapping[str, str]) -> list[State]:
    words = {"plain": "Draft", "good": "Published", "hurts": "Overdue", "waiting": "Waits for you"}
    return [
        State(each, f'{{% status text="{words[each]}" tone="{each}" %}}') for each in TONES
    ]  # fmt: skip


def _timeline(_: Mapping[str, str]) -> list[State]:
    moments = [
        Moment(at="3 March 2026", text="The barrier was opened",
               more="Nobody on night shift was nominated."),
        Moment(at="1 July 2026", text="Nominations by managers ended"),
    ]  # fmt: skip
    return [State("two moments", "{% timeline moments=moments %}", {"moments": moments})]


def _tree(_: Mapping[str, str]) -> list[State]:
    ports = (Branch(text="Riverside", href="#"), Branch(text="Norrhaven", href="#"))
    branches = [
        Branch(text="Operations", href="#", about="Ops in the data", beneath=[
            Branch(text="Deck", href="#"), Branch(text="Ports", href="#", beneath=ports),
        ]),
        Branch(text="Office"),
    ]  # fmt: skip
    given = {"branches": branches}
    return [State("three deep", '{% tree branches=branches label="Units" %}', given)]


class Places(forms.Form):
    """A number for each of a few things."""

    first = forms.DecimalField(label="Deckhand", initial=1)
    second = forms.DecimalField(label="Boatswain", initial=2, help_text="New in this upload")
    third = forms.DecimalField(label="Captain", initial=3)


class Meanings(forms.Form):
    chosen = (("grade", "Grade or rank"), ("out", "Leave it out"))
    rank = forms.ChoiceField(choices=chosen, help_text="7 to 15 letters. Up to 10 values.")
    deck = forms.ChoiceField(choices=chosen, initial="out", help_text="Looks like A9.")


def _numbered(_: Mapping[str, str]) -> list[State]:
    show = "<form>{% numbered fields=form %}<button>Save this order</button></form>"
    wrong = Places({"first": "1", "second": "two", "third": "3"}, auto_id="places_wrong_%s")
    return [
        State("as it is shown", show, {"form": Places(auto_id="places_%s")}),
        State("one to put right", show, {"form": wrong}),
        State("to choose from", show, {"form": Meanings(auto_id="meanings_%s")}),
    ]


def _side_by_side(_: Mapping[str, str]) -> list[State]:
    show = "<form>{% side_by_side fields=form %}<button>Save this</button></form>"
    wrong = Places({"first": "1", "second": "two", "third": "3"}, auto_id="beside_wrong_%s")
    return [
        State("as it is shown", show, {"form": Meanings(auto_id="beside_%s")}),
        State("one to put right", show, {"form": wrong}),
    ]


def _aside(_: Mapping[str, str]) -> list[State]:
    return [
        State(
            "closed",
            '{% aside name="band" button="What does ± mean?" title="The draw" %}'
            "<p>A few people are added or taken away. So nobody is found out.</p>{% endaside %}",
        )
    ]


def _dialog(_: Mapping[str, str]) -> list[State]:
    return [
        State(
            "closed; its button opens it",
            '{% dialog name="help" button="What is a level?" title="What a level is" %}'
            "<p>A step of the ladder. Several grades can make up one.</p>{% enddialog %}",
        )
    ]


def _job_progress(_: Mapping[str, str]) -> list[State]:
    show = "{% job_progress progress=progress %}"
    each = (
        ("waiting", Progress(text="Your file waits for its turn.", state="waiting")),
        ("running", Progress(text="The rows are being checked.", done=3, of=7)),
        ("done", Progress(text="All 2,400 rows were read.", state="done")),
        ("failed", Progress(text="The file could not be read.", state="failed",
                            remedy="Save it as CSV, and send it again. Nothing was lost.")),
        ("cancelled", Progress(text="You stopped it. Nothing was changed.", state="cancelled")),
    )  # fmt: skip
    return [State(name, show, {"progress": progress}) for name, progress in each]


def _notice(_: Mapping[str, str]) -> list[State]:
    return [
        State(each, f'{{% notice tone="{each}" title="A day to remember" %}}<p>On 1 July the new '
              "rule begins.</p>{% endnotice %}")
        for each in TONES
    ]  # fmt: skip


def _qr_code(_: Mapping[str, str]) -> list[State]:
    svg = (
        '<svg viewBox="0 0 3 3"><path d="M0 0h1v1h-1zM2 0h1v1h-1zM1 1h1v1h-1zM0 2h1v1h-1z"/></svg>'
    )
    return [State("alone", '{% qr_code svg=svg label="A code for your phone" %}', {"svg": svg})]


def _exit_page(_: Mapping[str, str]) -> list[State]:
    return [State("alone", '{% exit_page href="#" %}')]


def _pages(query: Mapping[str, str]) -> list[State]:
    every = Paginator(range(250), 100)
    found = [
        State(name, "{% pages page=page of=of %}", {"page": every.page(number), "of": name})
        for name, number in (("the first", 1), ("in the middle", 2), ("the last", 3))
    ]
    other_way = "{% pages page=page of=of oldest_first=True %}"
    given = {"page": every.page(2), "of": "the oldest first"}
    return [*found, State("the oldest first", other_way, given)]


def _post_button(query: Mapping[str, str]) -> list[State]:
    return [
        State("what the page is for", '{% post_button text="Publish this release" %}'),
        State("something else", '{% post_button text="Drop this proposal" quiet=True %}'),
    ]


def _choices(_: Mapping[str, str]) -> list[State]:
    links = [Link(text="2024", href="#"), Link(text="2025", href="#", current=True)]
    units = [Link(text="All units together", href="#", current=True),
             Link(text="Unit by unit", href="#")]  # fmt: skip
    given = {
        "parts": [Part(called="Where", links=units), Part(called="When", links=links)],
        "more": Link(text="Ask for something else in the next release", href="#"),
    }
    words = "Showing <b>gender</b> in <b>all units</b> during <b>2025</b>."
    return [
        State("with two parts", f"{{% choices parts=parts more=more %}}{words}{{% endchoices %}}",
              given),
        State("nothing to choose", f"{{% choices parts=none %}}{words}{{% endchoices %}}",
              {"none": []}),
    ]  # fmt: skip


def _reworded(_: Mapping[str, str]) -> list[State]:
    runs = [
        Piece("Your manager", change="gone"), Piece("A panel of three", change="new"),
        Piece(" decides within "), Piece("90", change="gone"), Piece("14", change="new"),
        Piece(" days."),
    ]  # fmt: skip
    return [State("a sentence in other words", "{% reworded runs=runs %}", {"runs": runs})]


def _sayings(_: Mapping[str, str]) -> list[State]:
    first = Saying(
        anchor="said-1", by="Mo Marsh", at="2 March 2026, 09:00", href="#said-1",
        html=mark_safe("<p>Who decides on the rota?</p>"),
        noted=Link(text="changed since", href="#said-1"),
        can=[Link(text="Answer this", href="#said-2")],
    )  # fmt: skip
    other = Saying(
        anchor="said-2", by="Kim Poe", at="2 March 2026, 11:30", href="#said-2",
        html=mark_safe("<blockquote><p>Who decides?</p></blockquote><p>The yard office.</p>"),
        above=Link(text="An answer to Mo Marsh", href="#said-1"),
    )  # fmt: skip
    return [State("one that answers another", "{% sayings said=said %}", {"said": [first, other]})]


class _Words(forms.Form):
    words = forms.CharField(label="What is to be seen in it", widget=forms.Textarea({"rows": 3}))


def _attached(_: Mapping[str, str]) -> list[State]:
    picture = Attached(
        anchor="rota", called="Picture 1", about="PNG, 240 KB", href="#file-rota",
        src="/static/ui/tiebeam.svg",
        shows="picture", width=400, height=400, alt="The mark of Tiebeam: two beams that meet.",
        words="The mark of Tiebeam: two beams that meet.", by="Described by Kim Poe",
        can=[Link(text="What they said before", href="#file-rota")],
    )  # fmt: skip
    waits = replace(
        picture, anchor="wall", called="Picture 2", words="", by="", can=(),
        alt="Picture 2. Nobody has described it yet.", form=_Words(auto_id="wall-%s"), to="#",
        asks="Whoever wrote this can't describe the picture, and asks for help.",
    )  # fmt: skip
    sound = Attached(anchor="call", called="Sound 3", about="WAV, 2 MB", href="#", shows="sound",
                     src="/static/ui/no-sound.wav",
                     words="The rota hangs in the yard office.")  # fmt: skip
    paper = Attached(anchor="paper", called="The rota of March", about="PDF, 80 KB", href="#")
    return [
        State(name, "{% attached file=file %}", {"file": file})
        for name, file in (
            ("a picture that a member described", picture), ("one that waits for words", waits),
            ("sound, with what is said in it", sound), ("a file to take along", paper),
        )
    ]  # fmt: skip


def _noted_text(_: Mapping[str, str]) -> list[State]:
    note = Note(
        number=1, title="One person decides", href="#", status="Hinders", tone="hurts",
        lines=[("Whom", "whoever has a manager who does not like to let go")],
        asks="What happens without a sympathetic manager?", said="Nobody has looked at it yet.",
    )  # fmt: skip
    marked = (
        Piece("You may work from home. "),
        Piece("Your manager decides.", within=(1,), begins=(1,), ends=(1,)),
    )
    rows = [
        Noted((Passage("heading", (Piece("Working from home"),), level=2),)),
        Noted((Passage("paragraph", marked), Passage("item", (Piece("Two days a week"),)),
               Passage("item", (Piece("Not in the harbour"),))), (note,)),
        Noted((Passage("quote", (Piece("It works well."),)),)),
    ]  # fmt: skip
    return [State("one note", "{% noted_text rows=rows %}", {"rows": rows})]


def _two_texts(_: Mapping[str, str]) -> list[State]:
    before = (Piece("Tell us "), Piece("90", change="gone"), Piece(" days before."))
    after = (Piece("Tell us "), Piece("14", change="new"), Piece(" days before."))
    same = Passage("paragraph", (Piece("We answer in writing."),))
    rows = [
        Facing(same, same),
        Facing(Passage("paragraph", before), Passage("paragraph", after)),
        Facing(None, Passage("item", (Piece("You may bring somebody.", change="new"),))),
    ]
    show = '{% two_texts rows=rows before="Version 1" after="Version 2" %}'
    return [State("one passage changed, one added", show, {"rows": rows})]


STATES: Final[Mapping[str, Callable[[Mapping[str, str]], list[State]]]] = {
    "page_header": _page_header,
    "finding": _finding,
    "picture": _picture,
    "data_table": _data_table,
    "error_summary": _error_summary,
    "task_list": _task_list,
    "signposts": _signposts,
    "summary_list": _summary_list,
    "tabs": _tabs,
    "empty_state": _empty_state,
    "status": _status,
    "tree": _tree,
    "numbered": _numbered,
    "side_by_side": _side_by_side,
    "timeline": _timeline,
    "aside": _aside,
    "dialog": _dialog,
    "job_progress": _job_progress,
    "notice": _notice,
    "qr_code": _qr_code,
    "exit_page": _exit_page,
    "pages": _pages,
    "post_button": _post_button,
    "choices": _choices,
    "reworded": _reworded,
    "sayings": _sayings,
    "attached": _attached,
    "noted_text": _noted_text,
    "two_texts": _two_texts,
}
