"""The legal start, what was uploaded, versions of the data, and what there is in writing."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tiebeam.web.ids import public_id
from tiebeam.web.organisation.legal import Topic

SOMEBODY = settings.AUTH_USER_MODEL


class BySomebody(models.Model):
    """What somebody did; whoever has left is named no more."""

    by = models.ForeignKey(SOMEBODY, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def by_name(self) -> str:
        return self.by.name if self.by else str(_("somebody who left"))


class LegalAnswer(BySomebody):
    """What was answered to one question of the legal start; the last one counts, all are kept."""

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    topic = models.CharField(max_length=20)
    said = models.JSONField()
    is_settled = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(topic__in=[each.value for each in Topic]),
                name="a_legal_answer_is_to_one_of_our_questions",
            )
        ]

    def __str__(self) -> str:
        return self.topic


class ImportRun(BySomebody):
    """Files on their way to a version. It holds no value of a row.

    once    sent with the form: sent twice, it is one upload
    round   how often the meaning of its columns was said; the job's place in the row of tries
    found   what the worker saw of the columns: headers and shapes, and grades in order
    chosen  what the columns mean, as somebody said
    report  what reading them gave: counts, row numbers, columns
    problem why the files can't be used, as a code, and in which of them (0: not in one alone)
    job     the last job, as its public id
    again   the version whose files are read once more, with a newer structure
    version what the version will be called, once it was accepted
    """

    class State(models.TextChoices):
        LOOKING = "looking", _("Being looked at")
        TO_CONFIRM = "to confirm", _("Waits for you to say what the columns mean")
        CHECKING = "checking", _("Being read and checked")
        CHECKED = "checked", _("Waits for you to accept it")
        KEEPING = "keeping", _("Being kept")
        KEPT = "kept", _("Kept as a version")
        UNUSABLE = "unusable", _("Can't be used")
        GIVEN_UP = "given up", _("Given up")

    #: The worker has something to do.
    BUSY = (State.LOOKING, State.CHECKING, State.KEEPING)
    #: Its files may be deleted.
    OVER = (State.KEPT, State.GIVEN_UP)
    #: Somebody may still give it up.
    OPEN = (State.LOOKING, State.TO_CONFIRM, State.CHECKING, State.CHECKED, State.UNUSABLE)

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    at = models.DateTimeField()
    once = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.LOOKING)
    round = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=dict)
    chosen = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    problem = models.CharField(max_length=20, default="")
    problem_file = models.PositiveSmallIntegerField(default=0)
    job = models.CharField(max_length=12, default="")
    again = models.CharField(max_length=12, default="")
    version = models.CharField(max_length=12, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by", "once"], name="an_upload_sent_twice_is_one"),
            models.CheckConstraint(
                condition=Q(state__in=["looking", "to confirm", "checking", "checked", "keeping",
                                       "kept", "unusable", "given up"]),
                name="an_upload_is_in_a_state_of_ours",
            ),
            models.CheckConstraint(
                condition=Q(state="unusable") | Q(problem=""),
                name="an_upload_with_a_problem_is_unusable",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_busy(self) -> bool:
        return self.state in self.BUSY


class SeenStructure(models.Model):
    """What units, sites and grades an upload has, of fields that everybody may know; nothing else.

    told  as the worker tells it: names by kind, levels, and what it may not tell
    """

    run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, related_name="seen")
    told = models.JSONField()

    def __str__(self) -> str:
        return f"seen in {self.run_id}"


class StructureEdition(BySomebody):
    """What units, sites and grades are called, and their order, as somebody left it.

    A new one is made for each change, and none is changed: data were read with one of them.

    holds    the whole of it
    before   what it was before; of the first, as the data have it
    changes  what is other than before
    took_back  the number of the one that it undoes
    upload   the upload with which it was said
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    holds = models.JSONField()
    before = models.JSONField()
    changes = models.JSONField()
    took_back = models.PositiveIntegerField(null=True)
    upload = models.CharField(max_length=12, default="")

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(number__gt=0), name="editions_are_numbered_from_one"
            ),
            models.CheckConstraint(
                condition=Q(took_back=None) | Q(took_back__lt=models.F("number")),
                name="an_edition_takes_back_an_earlier_one",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"edition {self.number}"


class ImportedFile(models.Model):
    """One file of an upload: what it was called, and under which name it is sealed.

    sha256  of the bytes that were sent
    sealed  its name in the folder of what is sealed; empty once that is deleted
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="files")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    label = models.CharField(max_length=40)
    sealed = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "place"], name="files_of_an_upload_have_places"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.place}"


class DatasetVersion(BySomebody):
    """The organisation's data as it was accepted once. A withdrawn one keeps its row and hashes.

    counts   people, spells, rows read, accepted, merged and rejected
    columns  what is known, by our names
    changes  what is other than in the version before: counts, and columns gained and lost
    """

    public_id = models.CharField(max_length=12, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    run = models.OneToOneField(ImportRun, on_delete=models.PROTECT, related_name="made")
    sha256 = models.CharField(max_length=64)
    mapping_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    counts = models.JSONField()
    columns = models.JSONField()
    changes = models.JSONField(default=dict)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        SOMEBODY, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False) | Q(withdrawn_by=None),
                name="whoever_withdrew_a_version_did_so_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


# --- the inventory --------------------------------------------------------------------------------


class AboutUs(BySomebody):
    """How many people work here and where, as far as somebody said; the last one counts.

    size       people, about
    countries  codes
    """

    at = models.DateTimeField()
    size = models.PositiveIntegerField()
    countries = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"from {self.size} people"


class Policy(models.Model):
    """What pages call a structure: a rule, a benefit, a way of working. It is about no person.

    kind         a code of kinds.toml
    owner        who looks after it
    decides      who decides, as a role; and how one gets to be that
    covers       whom it covers, in words
    units, sites, grades, processes  the slice that it governs; empty: everybody
    usual        codes of usual.toml: what of the usual it covers, as somebody said
    in_force_at  since when everybody may read it; None as long as it is a draft
    edition      counts its changes, so that nobody writes over another's
    once         sent with the form: sent twice, it is one
    reminded_on  the review date of which its owner was told
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_FORCE = "in force", _("In force")
        ENDED = "ended", _("Ended")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    owner = models.ForeignKey(SOMEBODY, on_delete=models.SET_NULL, null=True, related_name="+")
    decides = models.CharField(max_length=200, default="")
    gets_there = models.TextField(default="")
    covers = models.TextField(default="")
    units = models.JSONField(default=list)
    sites = models.JSONField(default=list)
    grades = models.JSONField(default=list)
    processes = models.JSONField(default=list)
    usual = models.JSONField(default=list)
    review_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    in_force_at = models.DateTimeField(null=True)
    edition = models.PositiveIntegerField(default=1)
    once = models.CharField(max_length=60)
    made_by = models.ForeignKey(SOMEBODY, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey(SOMEBODY, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["title", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["made_by", "once"], name="a_structure_sent_twice_is_one"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in force", "ended"]),
                name="a_structure_is_in_a_state_of_ours",
            ),
            models.CheckConstraint(
                condition=~Q(state="in force") | Q(in_force_at__isnull=False),
                name="a_structure_in_force_is_so_since_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="draft") | Q(in_force_at=None),
                name="a_draft_is_in_force_since_no_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        return reverse("policy", args=[self.public_id])

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class Bringing(BySomebody):
    """Documents on their way into the inventory. What is in them is sealed until it is taken out.

    policy, document  where they go, where that was said before: new documents of a structure, or
                      one new version of a document
    in_force_on       from which day on what they say counts
    round             how often the worker was asked
    kept              how many texts came of it
    faults            what could not be read: the name of each, and why, as a code
    """

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        READ = "read", _("Read")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    at = models.DateTimeField()
    once = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    policy = models.ForeignKey(Policy, on_delete=models.SET_NULL, null=True, related_name="+")
    document = models.ForeignKey(
        "Document", on_delete=models.SET_NULL, null=True, related_name="+"
    )  # fmt: skip
    in_force_on = models.DateField(null=True)
    round = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    job = models.CharField(max_length=12, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by", "once"], name="documents_sent_twice_are_one"),
            models.CheckConstraint(
                condition=Q(state__in=["reading", "read"]), name="documents_are_being_read_or_read"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_busy(self) -> bool:
        return self.state == self.State.READING


class BroughtFile(models.Model):
    """A file as it was sent, until its text was taken out.

    sealed  its name in the folder of what is sealed; empty once that is deleted
    """

    bringing = models.ForeignKey(Bringing, on_delete=models.CASCADE, related_name="files")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    label = models.CharField(max_length=40)
    sealed = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bringing", "place"], name="brought_documents_have_places"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bringing_id}: {self.place}"


class Document(models.Model):
    """A text that has versions, and the structure that it belongs to.

    policy    None as long as nobody said where it belongs
    name      what its file was called
    title     as its text calls itself, to be proposed
    bringing  with which it came
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits to be sorted")
        PLACED = "placed", _("Belongs to a structure")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    policy = models.ForeignKey(
        Policy, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=160, default="")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    bringing = models.ForeignKey(
        Bringing, on_delete=models.SET_NULL, null=True, related_name="documents"
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(state="waiting") & Q(policy=None))
                | (Q(state="placed") & Q(policy__isnull=False)),
                name="a_document_waits_until_it_belongs_somewhere",
            )
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def called(self) -> str:
        return self.title or self.name


class DocumentVersion(BySomebody):
    """A document as it was once. Its text never changes.

    text         exactly as decoded, or as taken out of the file
    kind         what the file was; `read_as` says how its text is taken apart
    in_force_on  from which day on it counts, where somebody said
    """

    class Kind(models.TextChoices):
        MARKDOWN = "markdown", _("Markdown")
        HTML = "html", _("HTML")
        DOCX = "docx", _("DOCX")
        PDF = "pdf", _("PDF")
        PLAIN = "plain", _("Text")

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    kind = models.CharField(max_length=10, choices=Kind)
    read_as = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64, db_index=True)
    words = models.PositiveIntegerField()
    in_force_on = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "number"], name="versions_of_a_document_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0), name="versions_of_a_document_begin_with_one"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["markdown", "html", "docx", "pdf", "plain"])
                & Q(read_as__in=["markdown", "html", "plain"]),
                name="a_text_is_of_a_kind_of_ours",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.public_id
