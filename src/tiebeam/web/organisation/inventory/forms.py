"""What is asked about structures and their documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.organisation.forms import FilesField
from tiebeam.web.organisation.inventory import known, queries
from tiebeam.web.organisation.inventory.actions import Placing
from tiebeam.web.organisation.inventory.reading import titles_of
from tiebeam.web.organisation.models import Document, Policy
from tiebeam.web.organisation.naming import CALLED
from tiebeam.web.organisation.structure import KINDS, LONGEST_NAME
from tiebeam.web.ui.speaking_up import countries

#: Letters of a text that is pasted.
LONGEST_PASTED: Final = 400_000
#: Names that can be ticked; where there are more, they are typed.
MOST_TO_TICK: Final = 40
MOST_PROCESSES: Final = 40

_STATES: Final = [
    (Policy.State.DRAFT.value, _("A draft: structure owners, stewards and owners read it")),
    (Policy.State.IN_FORCE.value, _("In force: everybody who is signed in reads it")),
]


def _kinds() -> list[tuple[str, str]]:
    return [(each.code, _now(each.name)) for each in known.kinds()]


class _Day(forms.DateField):
    """A day, or none."""

    def __init__(self, **given: Any) -> None:
        # Browsers show a day in their own way, and send it in one.
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(required=False, widget=widget, **given)


def _text(label: Any, hint: Any = "", *, longest: int = 2000, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class WhatForm(forms.Form):
    """What it is, how it stands, and who looks after it."""

    title = forms.CharField(
        label=_("What it is called"), max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("What kind it is"), choices=_kinds)
    state = forms.ChoiceField(label=_("How it stands"), choices=_STATES, widget=forms.RadioSelect)
    owner: Any = forms.ModelChoiceField(
        label=_("Who looks after it"), queryset=None, required=False, to_field_name="public_id",
        empty_label=_("Nobody yet"),
    )  # fmt: skip
    review_on = _Day(label=_("When to look at it again"),
                     help_text=_("Whoever looks after it is told on that day."))  # fmt: skip

    def __init__(self, *args: Any, owner: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = queries.people_to_choose(owner)
        field.label_from_instance = lambda person: person.name


class DecidesForm(forms.Form):
    """Who decides, and whom it is about."""

    decides = forms.CharField(
        label=_("Who decides"), required=False, max_length=200,
        help_text=_("A role and not a name, such as: the line manager, or a panel of three."),
    )  # fmt: skip
    gets_there = _text(_("How somebody gets that role"),
                       _("Chosen, named by somebody, or by a job? This often says who can never "
                         "decide."))  # fmt: skip
    covers = _text(
        _("Whom it covers"), _("Such as: all staff, also part-time and temporary. Say who is not.")
    )


class NewForm(WhatForm, DecidesForm):
    """A new structure, as far as somebody knows it by now."""

    once = forms.CharField(max_length=40, widget=forms.HiddenInput)
    usual = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    field_order = ("title", "kind", "decides", "gets_there", "covers", "state", "owner",
                   "review_on")  # fmt: skip

    @property
    def said(self) -> dict[str, Any]:
        said = {name: value for name, value in self.cleaned_data.items() if name != "once"}
        code = known.usual_called(said["usual"])
        return {**said, "usual": [code.code] if code else []}


# --- to change one thing of it --------------------------------------------------------------------


class _Part(forms.Form):
    """One thing of a structure; it carries the edition with which it was shown."""

    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy = policy

    @property
    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "edition"}

    def is_late(self, words: str) -> None:
        """Somebody changed it since: said, and sent once more it counts."""
        self.add_error(None, words)
        said: Any = self.data
        # A copy keeps all that was ticked of one name.
        said = said.copy()
        said["edition"] = str(self.policy.edition)
        self.data = said


class WhatPart(WhatForm, _Part):
    title_of_page: ClassVar = _("What it is, and who looks after it")

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, policy=policy, owner=policy.owner, **kwargs)

    @classmethod
    def before(cls, policy: Policy) -> dict[str, Any]:
        # One that has ended comes back by this form.
        state = Policy.State.DRAFT if policy.state == Policy.State.ENDED else policy.state
        owner = policy.owner and policy.owner.public_id
        return {"title": policy.title, "kind": policy.kind, "state": state, "owner": owner,
                "review_on": policy.review_on}  # fmt: skip


class DecidesPart(DecidesForm, _Part):
    title_of_page: ClassVar = _("Who decides, and whom it covers")

    @classmethod
    def before(cls, policy: Policy) -> dict[str, Any]:
        return {name: getattr(policy, name) for name in ("decides", "gets_there", "covers")}


class UsualPart(_Part):
    title_of_page: ClassVar = _("What of the usual it covers")

    usual = forms.MultipleChoiceField(
        label=_("It covers"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick all that somebody finds an answer to in it. What no structure covers "
                    "shows as missing."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.code, _now(each.name)) for each in known.usual()]
        self.fields["usual"].choices = choices  # type: ignore[attr-defined]

    @classmethod
    def before(cls, policy: Policy) -> dict[str, Any]:
        return {"usual": policy.usual or known.proposed_usual(policy.title)}


class SlicePart(_Part):
    """Units, sites, grades and ways of a process that it governs; nothing: all."""

    title_of_page: ClassVar = _("Where it holds")
    all_may_be_left_out = True

    processes = _text(_("Ways of a process"),
                      _("One on a line, such as: hiring for the ships. Leave all of this page out "
                        "where it holds everywhere."))  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = queries.names_in_use()
        for kind in KINDS:
            # What it held for stays to be seen, also where it is called otherwise by now.
            names = list(dict.fromkeys([*self._names[kind], *getattr(self.policy, kind)]))
            if names:
                self.fields[kind] = _to_tick(CALLED[kind], names)
        self.order_fields(["edition", *KINDS, "processes"])

    def clean_processes(self) -> list[str]:
        lines = _lines(self.cleaned_data["processes"])
        if len(lines) > MOST_PROCESSES or any(len(each) > LONGEST_NAME for each in lines):
            raise forms.ValidationError(_("Keep each line below 80 letters, and 40 lines at most."))
        return lines

    @classmethod
    def before(cls, policy: Policy) -> dict[str, Any]:
        kinds: dict[str, Any] = {kind: getattr(policy, kind) for kind in KINDS}
        return kinds | {"processes": "\n".join(policy.processes)}


def _lines(text: str) -> list[str]:
    lines = (" ".join(each.split()) for each in text.splitlines())
    return list(dict.fromkeys(each for each in lines if each))


class _Lines(forms.Field):
    """Names that are known here, one on a line."""

    widget = forms.Textarea

    def __init__(self, names: Sequence[str], **given: Any) -> None:
        super().__init__(required=False, **given)
        self._names = frozenset(names)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = _lines(value or "")
        if unknown := [each for each in lines if each not in self._names]:
            raise forms.ValidationError(
                _("Nothing here is called %(name)s. Write it as your structure does."),
                params={"name": unknown[0][:LONGEST_NAME]},
            )  # fmt: skip
        return lines


def _to_tick(label: Any, names: Sequence[str]) -> forms.Field:
    if len(names) > MOST_TO_TICK:
        return _Lines(names, label=label, help_text=_("One on a line, as your structure calls it."))
    return forms.MultipleChoiceField(
        label=label, required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(each, each) for each in names],
    )  # fmt: skip


#: By what stands in the address.
PARTS: Final[Mapping[str, Any]] = {
    "what": WhatPart, "decides": DecidesPart, "where": SlicePart, "usual": UsualPart,
}  # fmt: skip


# --- documents ------------------------------------------------------------------------------------


class BringForm(forms.Form):
    """Documents, as files or pasted."""

    # Each by itself; one of them is asked for.
    all_may_be_left_out = True

    once = forms.CharField(max_length=40, widget=forms.HiddenInput)
    brought = FilesField(
        label=_("Your documents"), required=False,
        help_text=_("Markdown, HTML, Word (DOCX), PDF or text, up to 20 at once. Or a zip of them, "
                    "with as many as you like."),
    )  # fmt: skip
    pasted = _text(_("Or paste a text"), _("Markdown or plain text."),
                   longest=LONGEST_PASTED, rows=6)  # fmt: skip
    called = forms.CharField(
        label=_("What the pasted text is called"), max_length=100, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        nothing = not said.get("brought") and not said.get("pasted")
        if nothing and not {"brought", "pasted"} & set(self.errors):
            self.add_error("brought", _("Choose a file, or paste a text below."))
        return said


class VersionForm(BringForm):
    """A new version of a document, or one more document of a structure."""

    document = forms.ChoiceField(label=_("What it is"))
    in_force_on = _Day(label=_("The day from which on it counts"),
                       help_text=_("Leave it out if you do not know."))  # fmt: skip
    field_order = ("document", "in_force_on", "brought", "pasted", "called")

    def __init__(self, *args: Any, documents: Sequence[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = [(each.public_id, _now("A new version of %(name)s") % {"name": each.called})
                    for each in documents]  # fmt: skip
        new = ("new", _now("One more document of this structure"))
        self.fields["document"].choices = [*versions, new]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        several = len(said.get("brought") or ()) + bool(said.get("pasted")) > 1
        if several and said.get("document") != "new":
            self.add_error("brought", _("A new version is one file, or one pasted text."))
        return said


# --- where each belongs ---------------------------------------------------------------------------

OWN, LATER, OUT = "own", "later", "out"
_INTO, _AFTER = "into:", "after:"


class WhereForm(forms.Form):
    """Where one document belongs; a title is needed only for a structure of its own."""

    all_may_be_left_out = True

    title = forms.CharField(label=_("Structure"), max_length=160, required=False,
                            widget=forms.TextInput(attrs={"autocomplete": "off"}))  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=_kinds)
    where = forms.ChoiceField(label=_("Where it belongs"))

    def __init__(
        self, data: Any, *, document: Document, places: list[tuple[str, Any]], initial: Any
    ) -> None:
        super().__init__(data, initial=initial, prefix=document.public_id)
        self.document = document
        self.fields["where"].choices = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("where") == OWN and not said.get("title") and not self.errors.get("title"):
            self.add_error("title", _("Say what the structure is called."))
        return said

    @property
    def row(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title", "kind", "where")]

    @property
    def placing(self) -> Placing | None:
        """None where it is left for later."""
        where, title = self.cleaned_data["where"], self.cleaned_data["title"]
        document = self.document.public_id
        if where == LATER:
            return None
        if where == OUT:
            return Placing(document=document, leave_out=True)
        if where.startswith(_INTO):
            return Placing(document=document, policy=where.removeprefix(_INTO))
        if where.startswith(_AFTER):
            return Placing(document=document, version_of=where.removeprefix(_AFTER))
        covers = known.proposed_usual(title, *titles_of(self.document))
        return Placing(
            document=document, title=title, kind=self.cleaned_data["kind"], usual=tuple(covers)
        )


class StateForm(forms.Form):
    """How the structures stand that are made of documents."""

    state = forms.ChoiceField(
        label=_("How the new structures stand"), choices=_STATES, widget=forms.RadioSelect
    )  # fmt: skip


def places(policies: Sequence[Policy], documents: Sequence[Document]) -> list[tuple[str, Any]]:
    """Where a document can belong."""
    found: list[tuple[str, Any]] = [
        (OWN, _now("A structure of its own")),
        (LATER, _now("I decide later")),
        (OUT, _now("Nowhere: delete it")),
    ]
    if policies:
        into = [(f"{_INTO}{each.public_id}", each.title) for each in policies]
        found.append((_now("One more document of"), into))
    if documents:
        after = [(f"{_AFTER}{each.public_id}", each.called) for each in documents]
        found.append((_now("A new version of"), after))
    return found


def proposed(
    document: Document, policies: Sequence[Policy], documents: Sequence[Document]
) -> dict[str, str]:
    """What is proposed for a document: a newer version of one of the same name, or a structure."""
    title = document.called
    first = {"title": title, "kind": known.proposed_kind(title), "where": OWN}
    for each in documents:
        if each.name.casefold() == document.name.casefold():
            return {**first, "where": f"{_AFTER}{each.public_id}"}
    for policy in policies:
        if policy.title.casefold() == title.casefold():
            return {**first, "where": f"{_INTO}{policy.public_id}"}
    return first


# --- about us -------------------------------------------------------------------------------------


class AboutUsForm(forms.Form):
    """How many work here, and where: it says what is usual."""

    size = forms.IntegerField(
        label=_("How many people work here?"), min_value=1, max_value=5_000_000,
        help_text=_("About. Some laws hold from a number of people on."),
    )  # fmt: skip
    countries = forms.MultipleChoiceField(
        label=_("Where do they work?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Where we know of a law that speaks of something, it is named."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.code, _now(each.name)) for each in countries()]
        others = (known.EU, _now("Another country of the EU"))
        self.fields["countries"].choices = [*choices, others]  # type: ignore[attr-defined]
