"""People, organisations, memberships and the one table of roles."""

import uuid
from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils.functional import cached_property
from django_countries.fields import CountryField


class OrganisationKind(models.TextChoices):
    NATIONAL_BODY = "national_body", "National body"
    INDUSTRY_LARGE = "industry_large", "Industry, large"
    INDUSTRY_SME = "industry_sme", "Industry, small or medium"
    ACADEMIA = "academia", "Academia"
    CIVIL_SOCIETY = "civil_society", "Civil society"
    GOVERNMENT = "government", "Government"
    OTHER = "other", "Other"


class Role(models.TextChoices):
    """What a member of staff may do; `docs/permissions.md` lists it act by act."""

    ADMINISTRATOR = "administrator", "Administrator"
    SECRETARY = "secretary", "Secretary"
    EDITOR = "editor", "Editor"
    RISK_ANALYST = "risk_analyst", "Risk analyst"
    PEER_REVIEWER = "peer_reviewer", "Peer reviewer"
    APPROVER = "approver", "Approver"
    OBSERVER = "observer", "Observer"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractUser):
    """A person with an account, known by e-mail address and the name they wish to be shown."""

    username = None  # type: ignore[assignment]  # a column of Django's that we do without
    first_name = None  # type: ignore[assignment]  # likewise
    last_name = None  # type: ignore[assignment]  # likewise
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField("name", max_length=120)
    time_zone = models.CharField(max_length=64, default="UTC")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()  # type: ignore[misc,assignment]  # Django's own wants a username

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_for_each_address")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held, read once for each request."""
        return frozenset(self.grants.values_list("role", flat=True))

    @property
    def is_staff_member(self) -> bool:
        """True when the person holds any role, so sees the desk."""
        return self.is_active and bool(self.roles)


class RoleGrant(models.Model):
    """One role held by one person. A role is taken away by deleting the row; the ledger keeps the act."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["role"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role"], name="role_granted_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Organisation(models.Model):
    """A body that takes part: a national body, a firm, a university, a civil-society group, an authority."""

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    country = CountryField("country", help_text="ISO 3166-1 alpha-2")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="organisation_named_once")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person who acts for an organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    title = models.CharField("position", max_length=120, blank=True)
    since = models.DateField(auto_now_add=True)

    class Meta:
        ordering = ["organisation__name"]
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} of {self.organisation}"


class UnsentForm(models.Model):
    """What somebody typed in a form that came when they were not signed in any more (`normsite.foundation.accounts.unsent`)."""

    FIELD = "unsent"  # what asks for it: in the address of a page, and on the form in which it is given back

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="unsent_forms")
    browser = models.CharField("digest of the secret in the browser's cookie", max_length=64)
    page = models.TextField("the page with the form")
    fields = models.JSONField("names with all that was typed under each")
    files = models.JSONField("names of files, which are not kept")
    kept_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-kept_at"]

    def __str__(self) -> str:
        return f"from {self.page}"

    @property
    def address(self) -> str:
        """The page with the words in its form."""
        return f"{self.page}{'&' if '?' in self.page else '?'}{self.FIELD}={self.pk}"

    @property
    def words(self) -> QueryDict:
        typed = QueryDict(mutable=True)
        for name, values in self.fields.items():
            typed.setlist(name, values)
        return typed


class LastForm(models.Model):
    """The form of a person that was carried out last (`normsite.foundation.accounts.once`)."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    digest = models.CharField("digest of all that was sent", max_length=64, blank=True)
    led_to = models.TextField("address of the page that answered it", blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.user}: to {self.led_to}"
