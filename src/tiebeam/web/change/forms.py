"""What is asked about redesigns. Nobody is asked for anything that happened to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.change import clauses, metrics
from tiebeam.web.change.metrics import Metric
from tiebeam.web.change.models import Redesign, Written
from tiebeam.web.change.queries import InDocument
from tiebeam.web.insight.barriers.forms import WHO_READS, LooksOnceMore

#: Letters of a clause: longer ones can be changed in two redesigns.
LONGEST_CLAUSE: Final = 4000
#: A change in people is looked for no sooner than that after the new text.
SOONEST_DAYS: Final = 30


def _line(label: Any, hint: Any = "", *, longest: int = 200, required: bool = True) -> Any:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=longest,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


def _text(label: Any, hint: Any = "", *, longest: int = 300, rows: int = 3,
          required: bool = True) -> Any:  # fmt: skip
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def _day(label: Any, hint: Any = "", *, required: bool = True) -> Any:
    # Browsers show a day in their own way, and send it in one.
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, help_text=hint, required=required, widget=widget)


class Edited(forms.Form):
    """A form that knows which edition was shown, so that nobody writes over another's."""

    edition = forms.IntegerField(widget=forms.HiddenInput)

    def is_late(self, edition: int) -> None:
        """Somebody changed it since: said, and sent once more it counts."""
        self.add_error(None, _now("Somebody changed this redesign meanwhile. What you typed is "
                                  "still here. If it is right, send it once more."))  # fmt: skip
        sent: Any = self.data
        again = sent.copy()
        again["edition"] = str(edition)
        self.data = again


class NewForm(LooksOnceMore):
    """A redesign, in one sentence."""

    free: ClassVar = ("title",)

    once = forms.CharField(max_length=40, widget=forms.HiddenInput)
    title = _text(_("What should be otherwise, in one sentence"), WHO_READS)
    structure = forms.ChoiceField(
        label=_("Which structure it changes"), required=False,
        help_text=_("Whoever looks after it, or a leader, decides."),
    )  # fmt: skip

    def __init__(self, *args: Any, policies: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._policies = {each.public_id: each for each in policies}
        choices = [("", _now("None of these")),
                   *((each.public_id, each.title) for each in policies)]  # fmt: skip
        self.fields["structure"].choices = choices  # type: ignore[attr-defined]

    @property
    def policy(self) -> Any | None:
        return self._policies.get(self.cleaned_data["structure"])


class TextForm(LooksOnceMore, Edited):
    """What the clause says, and what it should say; and what stops.

    documents  of the structure, with their newest texts
    """

    free: ClassVar = ("stops",)

    document = forms.ChoiceField(label=_("In which document"), required=False)
    old = _text(_("What it says now"),
                _("Copy it from the document as it stands there: one sentence, or a few. Leave it "
                  "out if no text changes."),
                longest=LONGEST_CLAUSE, rows=4, required=False)  # fmt: skip
    new = _text(_("What it should say"),
                _("Leave it empty if what it says now should go."),
                longest=LONGEST_CLAUSE, rows=4, required=False)  # fmt: skip
    stops = _text(_("What stops"),
                  _("What nobody has to do, or may do, any more. Such as: managers naming people. "
                    "Everybody here who is signed in can read this."), required=False)  # fmt: skip
    field_order = ("edition", "document", "old", "new", "stops")

    def __init__(self, *args: Any, documents: Sequence[InDocument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = list(documents)
        self._documents = {each.document.public_id: each for each in documents}
        names = [(each.document.public_id, each.document.called) for each in documents]
        if len(names) > 1:
            self.fields["document"].choices = names  # type: ignore[attr-defined]
        else:
            del self.fields["document"]
        if not names:
            del self.fields["old"], self.fields["new"]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("old"):
            self._look_for(said)
        elif said.get("new"):
            self.add_error("old", _now("Say which sentence it takes the place of. To add one, copy "
                                       "the sentence before it, and write both."))  # fmt: skip
        elif not said.get("stops") and not self.errors:
            self.add_error("stops", _now("Say what changes: a text, or what stops."))
        return said

    @property
    def _chosen(self) -> InDocument | None:
        only = next(iter(self._documents.values()), None)
        chosen = self.cleaned_data.get("document")
        return self._documents.get(chosen, only) if chosen else only

    def _look_for(self, said: dict[str, Any]) -> None:
        there = self._chosen
        found = there.places(said["old"]) if there else []
        if len(found) != 1:
            times = _now("It stands there %(times)d times. Copy more of what stands around it.") % {
                "times": len(found)
            }
            gone = _now("This does not stand in the newest version. Copy it from there, word for "
                        "word.")  # fmt: skip
            self.add_error("old", times if found else gone)
            return
        self._place = found[0]
        if clauses.as_words(self._place.text) == clauses.as_words(said.get("new") or ""):
            self.add_error("new", _now("Both say the same. Write what should be otherwise."))

    @property
    def said(self) -> dict[str, Any]:
        """By field of the model."""
        given, there = self.cleaned_data, self._chosen
        stops = {"stops": given["stops"]}
        if there is None or not given.get("old"):
            return stops | {"version": "", "start": 0, "old_text": "", "new_text": "",
                            "reads_before": {}, "reads_after": {}}  # fmt: skip
        place, new = self._place, given["new"].replace("\r\n", "\n")
        name, kind = there.document.name, there.newest.read_as
        content, after = clauses.as_changed(there.content, place, new)
        return stops | {
            "version": there.newest.public_id, "start": place.start, "old_text": place.text,
            "new_text": new, "reads_before": clauses.reads(name, there.content, kind, place),
            "reads_after": clauses.reads(name, content, kind, after),
        }  # fmt: skip

    @classmethod
    def before(cls, redesign: Redesign) -> dict[str, Any]:
        return {"old": redesign.old_text, "new": redesign.new_text, "stops": redesign.stops}


class DecidingForm(LooksOnceMore, Edited):
    """Who decided before, and who decides from now on."""

    free: ClassVar = ("decided_before", "decides_now", "gets_there")

    decided_before = _line(_("Who decided before"), _("A role, such as: one's manager."))
    decides_now = _line(_("Who decides from now on"),
                        _("A role, such as: a panel of three. If it stays the same, write the same "
                          "again."))  # fmt: skip
    gets_there = _text(_("How somebody gets that role"), required=False)

    @property
    def said(self) -> dict[str, Any]:
        names = ("decided_before", "decides_now", "gets_there")
        return {name: self.cleaned_data[name] for name in names}

    @classmethod
    def before(cls, redesign: Redesign) -> dict[str, Any]:
        policy = redesign.policy
        first = redesign.decided_before or (policy.decides if policy is not None else "")
        return {"decided_before": first, "decides_now": redesign.decides_now,
                "gets_there": redesign.gets_there}  # fmt: skip


class DatesForm(LooksOnceMore, Edited):
    """Who is to decide, by when, and to whom it passes after two missed dates."""

    free: ClassVar = ("cost",)

    owner = forms.ChoiceField(
        label=_("Who is to decide"), help_text=_("Whoever looks after the structure, or a leader.")
    )
    decide_by = _day(_("To be decided by"))
    in_force_by = _day(_("To be in force by"))
    passes_to = forms.ChoiceField(
        label=_("To whom it passes after two missed dates"),
        help_text=_("Everybody sees that it passed. Ask them before you name them."),
    )
    cost = _text(_("What it costs"), _("Time or money, about. Leave it out if nobody knows."),
                 required=False)  # fmt: skip

    def __init__(self, *args: Any, deciding: Sequence[Any], people: Sequence[Any], today: date,
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._people = {each.public_id: each for each in people}
        self._today = today
        for name, every in (("owner", deciding), ("passes_to", people)):
            choices = [("", _now("Choose somebody")), *((each.public_id, each.name)
                                                        for each in every)]  # fmt: skip
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        first, last = said.get("decide_by"), said.get("in_force_by")
        if first and first < self._today:
            self.add_error("decide_by", _now("This day is over. Choose one that is to come."))
        if first and last and last < first:
            self.add_error("in_force_by", _now("It can be in force only once it is decided."))
        if said.get("owner") and said.get("owner") == said.get("passes_to"):
            self.add_error("passes_to", _now("Name somebody other than whoever is to decide."))
        return said

    @property
    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "owner": self._people[given["owner"]], "passes_to": self._people[given["passes_to"]],
            "decide_by": given["decide_by"], "in_force_by": given["in_force_by"],
            "cost": given["cost"],
        }  # fmt: skip

    @classmethod
    def before(cls, redesign: Redesign) -> dict[str, Any]:
        owner, other = redesign.owner, redesign.passes_to
        return {
            "owner": owner.public_id if owner else "", "decide_by": redesign.decide_by,
            "passes_to": other.public_id if other else "", "in_force_by": redesign.in_force_by,
            "cost": redesign.cost,
        }  # fmt: skip


_WAYS: Final = [(Written.Direction.UP.value, _("up")), (Written.Direction.DOWN.value, _("down"))]


class MeasureForm(Edited):
    """How it will be judged: by what, which way, by how much, and when."""

    metric = forms.ChoiceField(
        label=_("What will tell whether it worked"), widget=forms.RadioSelect
    )  # fmt: skip
    direction = forms.ChoiceField(
        label=_("Which way it should go"), choices=_WAYS, required=False, widget=forms.RadioSelect,
        help_text=_("If you chose what the text itself says, leave this and the next two as they "
                    "are: the new text gives them."),
    )  # fmt: skip
    size = forms.DecimalField(
        label=_("By how much, at least"), required=False, max_digits=7, decimal_places=2,
        min_value=0, help_text=_("Such as 5: of every 100 people, five more. Of pay, in percent."),
    )  # fmt: skip
    judged_on = _day(_("From when on it can be judged"),
                     _("People take time: a year after the new text is rarely too late."),
                     required=False)  # fmt: skip
    reason = _text(_("Why it is changed"),
                   _("What was written down first stays, and this stands beside it."))  # fmt: skip

    def __init__(self, *args: Any, redesign: Redesign, choices: Sequence[Metric],
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._redesign = redesign
        self._choices = {each.code: each for each in choices}
        self.fields["metric"].choices = metrics.grouped(choices)  # type: ignore[attr-defined]
        if redesign.is_draft:
            del self.fields["reason"]

    @property
    def chosen(self) -> Metric | None:
        return self._choices.get(self.cleaned_data.get("metric", ""))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen = self.chosen
        if chosen is None or chosen.is_of_clause:
            return said
        asked = {
            "direction": _now("Say which way it should go."),
            "size": _now("Say by how much, as a number above 0."),
            "judged_on": _now("Say from which day on it can be judged."),
        }
        for name, words in asked.items():
            if not said.get(name) and name not in self.errors:
                self.add_error(name, words)
        begins, day = self._redesign.in_force_by, said.get("judged_on")
        if begins and day and day < begins + timedelta(days=SOONEST_DAYS):
            self.add_error("judged_on", _now("Leave at least 30 days after the day on which it is "
                                             "to be in force."))  # fmt: skip
        return said

    @property
    def said(self) -> dict[str, Any]:
        """By field of `Written`."""
        given, chosen = self.cleaned_data, self.chosen
        assert chosen is not None
        reason = {"reason": given.get("reason", "")}
        about = {"metric": chosen.metric, "where": dict(chosen.where),
                 "detectable": chosen.detectable}  # fmt: skip
        if chosen.is_of_clause:
            of_text = metrics.of_text(self._redesign, chosen.metric)
            return {**about, **of_text, **reason, "judged_on": None}
        return {**about, **reason, "direction": given["direction"], "size": given["size"],
                "aim": "", "judged_on": given["judged_on"]}  # fmt: skip

    @property
    def is_too_small(self) -> bool:
        """Whether so many people could not show an effect of that size."""
        chosen, size = self.chosen, self.cleaned_data.get("size")
        return bool(chosen and chosen.smallest and size and float(size) / 100 < chosen.smallest)

    @classmethod
    def before(cls, redesign: Redesign, choices: Sequence[Metric]) -> dict[str, Any]:
        every = list(redesign.written.all())
        last = every[-1] if every else None
        if last is None:
            ready = [each.code for each in choices if not each.code.startswith(metrics.MEASURE)]
            return {"metric": ready[0] if ready else ""}
        size = None if last.size is None else f"{float(last.size):g}"
        return {"metric": metrics.code_of(last), "direction": last.direction, "size": size,
                "judged_on": last.judged_on}  # fmt: skip


class ReasonForm(LooksOnceMore):
    """Why it will not be done."""

    free: ClassVar = ("reason",)

    reason = _text(_("Why"), WHO_READS)


class ArgumentForm(LooksOnceMore):
    """An argument against it, or an answer to one."""

    free: ClassVar = ("says",)

    once = forms.CharField(max_length=40, widget=forms.HiddenInput)
    says = _text(_("The argument"),
                 _("What speaks against it, not who. No page and no trail says who wrote it. "
                   "Everybody here who is signed in can read it."),
                 longest=1000, rows=5)  # fmt: skip


class AnswerForm(ArgumentForm):
    """An answer to an argument."""

    says = _text(_("The answer"),
                 _("To the argument, not to whoever wrote it. No page and no trail says who "
                   "answered. Everybody here who is signed in can read it."),
                 longest=1000, rows=5)  # fmt: skip


class BarrierForm(forms.Form):
    """One more barrier that it answers."""

    barrier = forms.ChoiceField(label=_("The barrier"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, barriers: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by_id = {each.barrier.public_id: each.barrier for each in barriers}
        self.fields["barrier"].choices = [  # type: ignore[attr-defined]
            (name, each.title) for name, each in self._by_id.items()
        ]

    @property
    def chosen(self) -> Any:
        return self._by_id[self.cleaned_data["barrier"]]
