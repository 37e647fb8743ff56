"""What is asked about barriers. Nobody is asked for anything that happened to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final, cast

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.queries import people
from tiebeam.web.insight.barriers.details import identifying, mark_of
from tiebeam.web.insight.models import Barrier
from tiebeam.web.organisation.inventory.forms import SlicePart
from tiebeam.web.organisation.inventory.queries import names_in_use
from tiebeam.web.organisation.structure import KINDS

#: Stands at each text that somebody may write as they like.
WHO_READS: Final = _(
    "Everybody here who is signed in can read this. Write of the rule and the place. "
                     "Leave out names, exact days, and what fits one person alone.")  # fmt: skip


def _sentence(label: Any, hint: Any = WHO_READS, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class LooksOnceMore(forms.Form):
    """A form that shows what could tell who somebody is, once, and keeps it if told so.

    free      the fields that are looked at
    proposed  texts that were not typed: released figures say them
    there     units and sites of which the form speaks
    """

    free: ClassVar[Sequence[str]] = ()

    def __init__(
        self, *args: Any, proposed: Iterable[str] = (), there: Iterable[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._proposed, self._there = frozenset(proposed), list(there)
        #: What could tell who somebody is, as sentences; empty where nothing does, or it was kept.
        self.could_tell: list[str] = []
        #: What the button sends that keeps these very texts.
        self.mark = ""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        texts = {name: _as_text(said[name]) for name in self.free if said.get(name)}
        self.mark = mark_of(texts)
        if not self.errors and self.data.get("looked_at") != self.mark:
            found = [each for text in texts.values() for each in self._found_in(text)]
            self.could_tell = list(dict.fromkeys(found))
        if self.could_tell:
            self.add_error(None, _("Look at this once more: it could tell who somebody is"))
        return said

    def _found_in(self, text: str) -> list[str]:
        if text in self._proposed:
            return []
        chosen = (each for part in ("units", "sites") for each in self.cleaned_data.get(part, ()))
        there = [*self._there, *chosen, *_named_in(text)]
        found = identifying(text, names=_names(), places=there)
        return [str(says) % {"words": words} for says, words in found]


def _as_text(said: str | list[str]) -> str:
    return said if isinstance(said, str) else "\n".join(said)


def _named_in(text: str) -> list[str]:
    """Units and sites that a text names."""
    names = names_in_use()
    every = [*names["units"], *names["sites"]]
    return [each for each in every if each.casefold() in text.casefold()]


def _names() -> list[str]:
    return list(people().prefetch_related(None).values_list("name", flat=True))


class _SaysWhat(LooksOnceMore):
    """What a barrier is, whom it hinders, and which structure does it."""

    title = _sentence(_("The barrier in one sentence"))
    whom = _sentence(_("Whom it hinders"),
                     _("A group, such as: women at level 1, or whoever works nights. Leave it out "
                       "if you don't know. Everybody here who is signed in can read this."),
                     required=False)  # fmt: skip
    structure = forms.ChoiceField(
        label=_("Which structure does it"), required=False,
        help_text=_("It says who decides. Leave it out if you don't know."),
    )  # fmt: skip

    def __init__(self, *args: Any, policies: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._policies = {each.public_id: each for each in policies}
        choices = [("", _now("Nobody knows yet")),
                   *((each.public_id, each.title) for each in policies)]  # fmt: skip
        self.fields["structure"].choices = choices  # type: ignore[attr-defined]

    @property
    def policy(self) -> Any | None:
        return self._policies.get(self.cleaned_data["structure"])


class NewForm(_SaysWhat):
    """A barrier, as it was proposed from what shows it."""

    free: ClassVar = ("title", "whom")

    once = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: The draft in which the sentence stands: with its barrier, it is for those who read that.
        self._draft = draft

    def clean_structure(self) -> str:
        said: str = self.cleaned_data["structure"]
        if self._draft is not None and said != self._draft.public_id:
            raise forms.ValidationError(
                _("This sentence stands in a draft that not everybody may read: %(title)s. Choose "
                  "that."), params={"title": self._draft.title},
            )  # fmt: skip
        return said


class CorrectForm(_SaysWhat):
    """What a barrier is, whom it hinders, which structure does it, and where."""

    free: ClassVar = ("title", "whom", "processes")

    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, barrier: Barrier, **kwargs: Any) -> None:
        before = (barrier.title, barrier.whom, "\n".join(barrier.processes))
        super().__init__(*args, proposed=before, **kwargs)
        self.barrier = barrier
        # The same boxes, and the same checks, as a structure has.
        asked = SlicePart(policy=cast("Any", barrier))
        for name in (*KINDS, "processes"):
            if name in asked.fields:
                self.fields[name] = asked.fields[name]
        self.fields["processes"].help_text = _("One on a line, such as: hiring for the ships.")

    def clean_processes(self) -> list[str]:
        lines = (" ".join(each.split()) for each in self.cleaned_data["processes"].splitlines())
        return list(dict.fromkeys(each for each in lines if each))[:40]

    @property
    def said(self) -> dict[str, Any]:
        names = ("title", "whom", *KINDS, "processes")
        said = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        if self.policy != self.barrier.policy:
            # A clause is one of the structure that was named before.
            said |= {"policy": self.policy, "clause": "", "version": ""}
        return said

    def is_late(self) -> None:
        """Somebody changed it since: said, and sent once more it counts."""
        self.add_error(None, _("Somebody changed this barrier meanwhile. What you typed is still "
                               "here. If it is right, send it once more."))  # fmt: skip
        sent: Any = self.data
        again = sent.copy()
        again["edition"] = str(self.barrier.edition)
        self.data = again

    @classmethod
    def before(cls, barrier: Barrier) -> dict[str, Any]:
        kinds: dict[str, Any] = {kind: getattr(barrier, kind) for kind in KINDS}
        return {"title": barrier.title, "whom": barrier.whom, "edition": barrier.edition, **kinds,
                "structure": barrier.policy.public_id if barrier.policy else "",
                "processes": "\n".join(barrier.processes)}  # fmt: skip


class ReasonForm(LooksOnceMore):
    """Why a barrier is closed, or opened again."""

    free: ClassVar = ("reason",)

    reason = _sentence(_("Why"))


class JoinForm(forms.Form):
    """With which other barrier one is joined."""

    into = forms.ChoiceField(label=_("The barrier that goes on"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, barriers: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = list(barriers.items())  # type: ignore[attr-defined]
