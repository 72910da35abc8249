"""Accounts: who may manage people, and what happens to roles."""

import re
from unicodedata import normalize

import pytest
from django.urls import reverse

from normsite.foundation.accounts import services
from normsite.foundation.accounts.models import Organisation, OrganisationKind, Role, RoleGrant, User
from normsite.foundation.accounts.permissions import as_markdown
from normsite.foundation.errors import Refused
from normsite.foundation.ledger.models import Act, Entry
from normsite.foundation.notifications.models import OutboxMail
from tests.comments.scenes import behind


def roles_of(user: User) -> list[str]:
    return list(RoleGrant.objects.filter(user=user).values_list("role", flat=True))


def test_an_administrator_invites_a_person_who_gets_the_roles_and_a_mail(cast, as_user):
    answer = as_user(cast.ada).post(
        reverse("accounts:invite"), {"name": "Nora", "email": "Nora@People.example", "roles": ["editor", "secretary"]}
    )

    nora = User.objects.get(email="nora@people.example")
    assert answer.headers["Location"] == reverse("accounts:person", args=[nora.pk])
    assert roles_of(nora) == ["editor", "secretary"]
    assert list(OutboxMail.objects.values_list("to", "subject")) == [
        ("nora@people.example", "You are invited to Normsite of Meridian Standards Institute")
    ]
    assert nora.has_usable_password() is False


def test_an_address_longer_than_mail_can_carry_is_said(cast, as_user):
    answer = as_user(cast.ada).post("/desk/people/invite/", {"name": "Nora", "email": f"{'n' * 243}@example.org"})
    assert answer.status_code == 422
    assert "at most 254 characters" in answer.text


def test_inviting_a_known_address_says_so_and_keeps_what_was_typed(cast, as_user):
    answer = as_user(cast.ada).post(reverse("accounts:invite"), {"name": "Rosa Again", "email": "ROSA@people.example"})

    assert answer.status_code == 409
    assert "rosa@people.example has an account already." in answer.text
    assert 'value="Rosa Again"' in answer.text
    assert User.objects.filter(email="rosa@people.example").count() == 1


@pytest.mark.parametrize("who", ["sami", "edda", "rhea", "piet", "april", "olu"])
def test_nobody_but_an_administrator_invites(cast, as_user, who):
    answer = as_user(getattr(cast, who)).post(reverse("accounts:invite"), {"name": "Nora", "email": "nora@people.example"})

    assert answer.status_code == 403
    assert User.objects.filter(email="nora@people.example").exists() is False


@pytest.mark.parametrize("page", ["people", "organisations", "permissions"])
def test_a_person_without_a_role_does_not_see_the_desk(cast, as_user, page):
    answer = as_user(cast.nils).get(reverse(f"accounts:{page}"))

    assert answer.status_code == 403
    assert "sami@people.example" not in answer.text


def test_a_stranger_is_asked_to_sign_in(client, cast):
    answer = client.get(reverse("accounts:people"))

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accounts/login/?next=/desk/people/"


def test_roles_are_set_exactly_and_each_change_is_on_record(cast):
    services.set_roles(person=cast.edda, roles={"secretary", "observer"}, by=cast.ada)

    assert roles_of(cast.edda) == ["observer", "secretary"]
    assert sorted(Entry.objects.values_list("act", "code")) == [
        (Act.ROLE_GRANTED, "role:observer"),
        (Act.ROLE_GRANTED, "role:secretary"),
        (Act.ROLE_TAKEN, "role:editor"),
    ]
    assert [entry.leaf for entry in Entry.objects.all() if "people.example" in entry.leaf] == []


def test_a_role_is_given_once_and_what_is_not_held_is_not_taken(cast):
    services.grant_role(person=cast.edda, role=Role.EDITOR, by=cast.ada)
    services.take_role(person=cast.edda, role=Role.OBSERVER, by=cast.ada)

    assert roles_of(cast.edda) == ["editor"]
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_invite_the_same_address_at_once_the_second_is_told(cast):
    def invite(name: str) -> User:
        return services.invite_person(email="nora@people.example", name=name, roles=["editor"], by=cast.ada)

    refusal = behind(lambda: invite("Nora"), lambda: invite("Nora Again"))

    assert refusal == "nora@people.example has an account already. Open that person's page to change the roles."
    assert list(User.objects.filter(email="nora@people.example").values_list("name", flat=True)) == ["Nora"]
    assert OutboxMail.objects.count() == 1


def test_an_administrator_cannot_lock_herself_out(cast):
    with pytest.raises(Refused, match="can't take the administrator role from yourself"):
        services.set_roles(person=cast.ada, roles=set(), by=cast.ada)

    assert roles_of(cast.ada) == ["administrator"]


def test_the_last_administrator_stays(cast):
    with pytest.raises(Refused, match="last administrator"):
        services.take_role(person=cast.ada, role=Role.ADMINISTRATOR, by=cast.sami)


def test_closing_an_account_ends_its_sessions_at_once(cast, as_user):
    edda = as_user(cast.edda)
    assert edda.get(reverse("accounts:people")).status_code == 200

    as_user(cast.ada).post(reverse("accounts:close", args=[cast.edda.pk]))

    assert edda.get(reverse("accounts:people")).status_code == 302
    assert roles_of(cast.edda) == []


def test_nobody_closes_their_own_account(cast, as_user):
    answer = as_user(cast.ada).post(reverse("accounts:close", args=[cast.ada.pk]))

    assert answer.status_code == 409
    assert "You can&#x27;t close your own account here." in answer.text
    cast.ada.refresh_from_db()
    assert (cast.ada.is_active, roles_of(cast.ada)) == (True, ["administrator"])


def test_two_organisations_never_bear_the_same_name(cast, as_user):
    answer = as_user(cast.sami).post(
        reverse("accounts:organisation_new"), {"name": "AEROLITH gmbh", "kind": "academia", "country": "FR"}
    )

    assert answer.status_code == 409
    assert "An organisation named AEROLITH gmbh is in the list already." in answer.text
    assert Organisation.objects.count() == 1


def test_a_person_joins_an_organisation_by_the_address_of_the_account(cast, as_user):
    sami = as_user(cast.sami)
    address = reverse("accounts:add_member", args=[cast.aerolith.pk])

    unknown = sami.post(address, {"email": "nobody@people.example"})
    known = sami.post(address, {"email": "NILS@people.example", "title": "Delegate"})

    assert unknown.status_code == 422
    assert "Nobody has an account with this address." in unknown.text
    assert known.status_code == 302
    assert [str(m) for m in cast.aerolith.memberships.order_by("user__name")] == [
        "Nils of Aerolith GmbH",
        "Rosa of Aerolith GmbH",
    ]


def test_a_person_no_longer_acts_for_an_organisation(cast, as_user):
    membership = cast.aerolith.memberships.get()
    address = reverse("accounts:remove_member", args=[membership.pk])

    assert as_user(cast.olu).post(address).status_code == 403
    assert list(cast.aerolith.memberships.all()) == [membership]
    answer = as_user(cast.sami).post(address, follow=True)
    assert answer.redirect_chain == [(reverse("accounts:organisation", args=[cast.aerolith.pk]), 302)]
    assert not cast.aerolith.memberships.exists()


def test_the_list_of_people_asks_the_database_as_often_for_two_as_for_nine(cast, as_user, django_assert_num_queries):
    client = as_user(cast.ada)
    client.get(reverse("accounts:people"))
    with django_assert_num_queries(10) as few:
        client.get(reverse("accounts:people"), {"q": "o"})
    with django_assert_num_queries(len(few)):
        client.get(reverse("accounts:people"))


def test_staff_need_a_second_factor_where_that_is_required(cast, as_user, settings):
    settings.STAFF_MFA_REQUIRED = True

    answer = as_user(cast.edda).get(reverse("accounts:people"))

    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("mfa_index")


def test_the_permission_matrix_in_the_docs_is_current(settings):
    assert (settings.BASE_DIR / "docs" / "permissions.md").read_text() == as_markdown()


def test_countries_stand_by_the_names_that_people_use_in_the_order_of_these_names(cast, as_user):
    form = as_user(cast.sami).get(reverse("accounts:organisation_new")).context["form"]
    known = dict(form.fields["country"].choices)
    plain = [normalize("NFKD", str(name)).encode("ascii", "ignore") for code, name in known.items() if code]
    assert len(plain) == 249
    assert plain == sorted(plain)
    assert [known[code] for code in ("AX", "BS", "KR", "TW")] == ["Åland Islands", "Bahamas", "South Korea", "Taiwan"]


@pytest.mark.parametrize("code", ["DEU", "276", "Germany", "de", "XX"])
def test_a_country_is_named_by_its_two_letters_alone(cast, as_user, code):
    answer = as_user(cast.sami).post(
        reverse("accounts:organisation_new"), {"name": "Quince", "kind": "academia", "country": code}
    )
    assert list(answer.context["form"].errors) == ["country"]


def test_an_organisation_is_shown_with_the_name_of_its_country(cast, as_user):
    as_user(cast.sami).post(reverse("accounts:organisation_new"), {"name": "Quince", "kind": "academia", "country": "TR"})
    organisation = Organisation.objects.get(name="Quince")
    assert "Academia, Türkiye" in as_user(cast.olu).get(reverse("accounts:organisation", args=[organisation.pk])).text


def test_organisations_are_listed_by_name(cast, as_user):
    for name in ("Zenith AG", "Boreal Ltd"):
        Organisation.objects.create(name=name, kind=OrganisationKind.ACADEMIA, country="DE")

    page = as_user(cast.sami).get(reverse("accounts:organisations")).context["page"]

    assert page.paginator.object_list.ordered
    assert [one.name for one in page] == ["Aerolith GmbH", "Boreal Ltd", "Zenith AG"]


ODD, PLAIN = " Nora\r\nBcc: all@home.example\u202e \u2067Nowak\0 ", "Nora Bcc: all@home.example Nowak"


@pytest.mark.parametrize(
    ("who", "page", "given", "kept"),
    [
        ("ada", "/desk/people/invite/", {"email": "nora@people.example"}, lambda: User.objects.latest("pk").name),
        ("nils", "/profile/", {"time_zone": "Europe/Lisbon"}, lambda: User.objects.get(email="nils@people.example").name),
        (
            "sami",
            "/desk/organisations/new/",
            {"kind": "academia", "country": "PL"},
            lambda: Organisation.objects.latest("pk").name,
        ),
    ],
)
def test_a_name_is_one_line_wherever_it_is_given(cast, as_user, who, page, given, kept):
    answer = as_user(getattr(cast, who)).post(page, {**given, "name": ODD})
    assert answer.status_code == 302
    assert kept() == PLAIN


def test_time_zones_are_offered_by_continent(cast, as_user):
    page = as_user(cast.nils).get("/profile/").text

    assert '<optgroup label="Europe">' in page
    assert re.search(r'<option value="America/Argentina/Ushuaia"\s+dir="auto">Argentina, Ushuaia</option>', page)
    assert re.search(r'<option value="UTC" selected\s+dir="auto">UTC</option>', page)


@pytest.mark.parametrize("name", ["\u200b\u202e", "\u3164", "\u2800\u2800", "\u115f\u1160", "\uffa0", "\u00ad\u034f"])
@pytest.mark.parametrize(
    ("who", "page", "given"),
    [
        ("ada", "/desk/people/invite/", {"email": "nora@people.example"}),
        ("nils", "/profile/", {"time_zone": "Europe/Lisbon"}),
        ("sami", "/desk/organisations/new/", {"kind": "academia", "country": "PL"}),
    ],
)
def test_a_name_that_nobody_sees_is_asked_for_again(cast, as_user, who, page, given, name):
    before = set(User.objects.values_list("name")), set(Organisation.objects.values_list("name"))
    answer = as_user(getattr(cast, who)).post(page, {**given, "name": name})
    assert answer.status_code == 422
    assert "This field is required." in answer.text
    assert (set(User.objects.values_list("name")), set(Organisation.objects.values_list("name"))) == before
