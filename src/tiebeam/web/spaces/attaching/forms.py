"""What is asked of whoever brings a file, or describes one."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tiebeam.web.accounts.forms import TURNING
from tiebeam.web.spaces.attaching.actions import Brought
from tiebeam.web.spaces.attaching.clean import MOST_BYTES, Clean, Refused
from tiebeam.web.spaces.attaching.cleaning import cleaned
from tiebeam.web.spaces.forms import Once, PostForm, ThreadForm

MOST_WORDS: Final = 20_000
#: Of a picture: who listens to it waits until it is over.
MOST_OF_A_PICTURE: Final = 2000
_TAKEN: Final = _(
    "Taken are pictures (JPEG, PNG, WebP, GIF), PDF, sound as WAV, and plain text or CSV in UTF-8."
)
#: What a file is refused for, in words.
WHY: Final[Mapping[str, str | Promise]] = {
    "unknown": _("This kind of file is not taken."),
    "other-picture": _("This kind of picture is not taken. Save it as JPEG or PNG first."),
    "other-sound": _("Of sound, WAV alone is taken, and no video yet: from other kinds we can't "
                     "take out with certainty what they say of you."),
    "other-wav": _("This WAV file can't be read. Save it once more, as PCM."),
    "too-many-pixels": _("This picture is too large: it may have 50 million pixels."),
    "too-large": _("This file is too large: it may have 10 MB."),
    "too-much": _("This file takes too much work to clean. Save it smaller, or in parts."),
    "damaged": _("This file is damaged or not whole. Save it once more."),
    "protected": _("This PDF is locked with a password. Save it without one."),
    "more-than-pages": _("This PDF holds more than pages: comments, marks, fields or layers. They "
                         "may say who made it. Print it into a new PDF, and choose that one."),
}  # fmt: skip
CHOOSE_AGAIN: Final = _("Choose the file once more: a browser does not keep it. The rest is still "
                        "here.")  # fmt: skip
FIELDS: Final = ("file", "words", "asks", "called")


class WithFile(forms.Form):
    """A form to which a file may be added."""

    file = forms.FileField(
        label=_("A file"), required=False, widget=forms.FileInput,
        help_text=_("Pictures (JPEG, PNG, WebP, GIF), PDF, sound as WAV, plain text or CSV; up to "
                    "10 MB. Where and when it was made, with what and by whom, is taken out before "
                    "it is kept. What can be seen or heard in it stays."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("What it shows, or what is said in it"), required=False, max_length=MOST_WORDS,
        help_text=_("A picture needs a description: what matters in it, for whoever does not see "
                    "it. If you can't write one, tick the box below. Sound needs every word that "
                    "is said."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    asks = forms.BooleanField(
        label=_("I can't describe this picture, please help"), required=False,
        help_text=_("Then any member can describe it."),
    )  # fmt: skip
    called = forms.CharField(
        label=_("What to call it"), required=False, max_length=120,
        help_text=_("The name that the file has is not kept: such names often say who, where or "
                    "when."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    #: Whether a file has to come.
    has_to = False

    def clean_called(self) -> str:
        return plain(self.cleaned_data["called"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self.brought: Brought | None = None
        held = said.get("file")
        if held is None:
            typed = any(said.get(name) for name in FIELDS)
            if not self.has_error("file") and (self.has_to or typed):
                self.add_error("file", _now("Choose a file."))
            return said
        if held.is_too_large:
            self.add_error("file", str(WHY["too-large"]))
        elif self.errors:
            self.add_error("file", str(CHOOSE_AGAIN))
        else:
            self._take(held.content, said)
        return said

    def _take(self, content: bytes, said: Mapping[str, Any]) -> None:
        try:
            clean = cleaned(content)
        except Refused as refused:
            self.add_error("file", f"{WHY[refused.why]} {_TAKEN}")
            return
        lacks = _lacks(clean, said["words"].strip(), asks=said["asks"])
        if lacks:
            self.add_error("words", lacks)
            self.add_error("file", str(CHOOSE_AGAIN))
            return
        is_picture = clean.kind == "picture"
        self.brought = Brought(clean=clean, words=said["words"].strip(), called=said["called"],
                               asks=is_picture and said["asks"])  # fmt: skip

    def choose_again(self) -> None:
        """Of a form that counts after all only once it is sent again."""
        if self.brought is not None:
            self.add_error("file", str(CHOOSE_AGAIN))

    @property
    def about_file(self) -> list[forms.BoundField]:
        return [self[name] for name in FIELDS]

    @property
    def about_rest(self) -> list[forms.BoundField]:
        return [each for each in self.visible_fields() if each.name not in FIELDS]

    @property
    def has_file(self) -> bool:
        """Whether something was said of a file already, so that it has to be seen."""
        return any(self[name].errors or self[name].value() for name in FIELDS)


def _lacks(clean: Clean, words: str, *, asks: bool) -> str:
    """What is missing for those who do not see or hear it."""
    if clean.kind == "picture":
        if not words and not asks:
            return _now("Say what the picture shows, or tick the box below.")
        if len(words) > MOST_OF_A_PICTURE:
            return _now("Describe a picture in %(most)s letters or fewer.") % {
                "most": MOST_OF_A_PICTURE
            }
    if clean.kind == "sound" and not words:
        return _now("Write down what is said in it: whoever does not hear it reads it.")
    return ""


def plain(text: str) -> str:
    """In signs that can be read, on one line."""
    seen = (each for each in text if unicodedata.category(each)[0] != "C" and each not in TURNING)
    return " ".join("".join(seen).split())


class ThreadFileForm(WithFile, ThreadForm):
    """What is to be talked about, and perhaps a file."""


class PostFileForm(WithFile, PostForm):
    """Something more in a thread, and perhaps a file."""


class FileForm(WithFile, Once):
    """One more file of what one wrote."""

    has_to = True


class DescribeForm(forms.Form):
    """What is to be seen or heard in a file."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What the picture shows"), max_length=MOST_WORDS,
        help_text=_("What matters in it, for whoever does not see or hear it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, is_picture: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._most = MOST_OF_A_PICTURE if is_picture else MOST_WORDS
        if not is_picture:
            self.fields["words"].label = _("What it shows, or what is said in it")

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if len(words) > self._most:
            raise forms.ValidationError(
                _now("Describe a picture in %(most)s letters or fewer.") % {"most": self._most}
            )
        return words


__all__ = [
    "MOST_BYTES", "DescribeForm", "FileForm", "PostFileForm", "ThreadFileForm", "WithFile",
]  # fmt: skip
