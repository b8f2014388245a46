"""Every address of people's pages for every role: what is not one's own is not there (T-37)."""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from tocsin.web.people.urls import urlpatterns
from tocsin.web.walls import desk_only, publisher_only

from .people_site import invited, member_of, signed_in, text

pytestmark = pytest.mark.django_db
EVERYBODY = ("carla", "dmitri", "rita", "eve", "newcomer", "ada", "lena", "otto")

# name, method: the status for each of EVERYBODY, about Contoso's Rita and the desk's Bo.
EXPECTED = {
    ("team", "get"): (200, 200, 200, 200, 200, 404, 404, 404),
    ("team-invitations", "post"): (422, 403, 403, 422, 404, 404, 404, 404),
    ("team-invitation-acceptance", "post"): (404, 404, 404, 404, 404, 404, 404, 404),
    ("team-invitation-revocation", "post"): (303, 403, 403, 404, 404, 404, 404, 404),
    ("team-member", "get"): (200, 403, 403, 404, 404, 404, 404, 404),
    ("team-member-role", "post"): (422, 403, 403, 404, 404, 404, 404, 404),
    ("team-member-removal", "get"): (200, 403, 200, 404, 404, 404, 404, 404),
    ("team-contacts", "get"): (200, 403, 403, 200, 404, 404, 404, 404),
    ("invitation", "get"): (200, 200, 200, 200, 200, 200, 200, 200),
    ("preferences", "get"): (200, 200, 200, 200, 200, 200, 200, 200),
    ("preferences-appearance", "post"): (422, 422, 422, 422, 422, 422, 422, 422),
    ("preferences-sessions-end", "post"): (303, 303, 303, 303, 303, 303, 303, 303),
    ("desk-team", "get"): (404, 404, 404, 404, 404, 200, 200, 200),
    ("desk-team-invitations", "post"): (404, 404, 404, 404, 404, 403, 422, 403),
    ("responder", "get"): (404, 404, 404, 404, 404, 403, 200, 403),
    ("responder-role", "post"): (404, 404, 404, 404, 404, 403, 422, 403),
    ("responder-deactivation", "get"): (404, 404, 404, 404, 404, 403, 200, 403),
    ("responder-reactivation", "post"): (404, 404, 404, 404, 404, 403, 409, 403),
    ("desk-invitation-revocation", "post"): (404, 404, 404, 404, 404, 403, 303, 403),
    ("publishers", "get"): (404, 404, 404, 404, 404, 200, 200, 200),
    ("publisher", "get"): (404, 404, 404, 404, 404, 200, 200, 200),
    ("publisher-invitations", "post"): (404, 404, 404, 404, 404, 403, 422, 403),
}
SIGNED_OUT = {"invitation"}  # the only address that needs no sign-in


@pytest.fixture
def newcomer(db):
    from conftest import make_person  # noqa: PLC0415 - beside the other people of the cast

    return make_person("Vera Holm", "vera@contoso.example")


@pytest.fixture
def addresses(contoso, carla, rita, bo):
    invitation, page = invited("new@contoso.example", contoso, "reader", carla)
    arguments = {"publisher": contoso.pk, "responder": bo.pk, "team-member": member_of(rita, contoso).pk}

    def address(name: str) -> str:
        if name == "invitation":
            return page
        pattern = next(one for one in urlpatterns if one.name == name)
        if "<" not in str(pattern.pattern):
            return reverse(name)
        known = [pk for start, pk in arguments.items() if name.startswith(start)]
        return reverse(name, args=known or [invitation.pk])

    return address


@pytest.mark.parametrize(("name", "method"), list(EXPECTED))
def test_each_address_answers_each_role_as_written_down(request, addresses, lena, name, method):
    answers = []
    for who in EVERYBODY:
        # A wrong role keeps the POSTs from changing what the next one meets.
        answers.append(
            getattr(signed_in(request.getfixturevalue(who)), method)(addresses(name), {"role": "none"}).status_code
        )
        if name.endswith("revocation") and answers[-1] == 303:
            request.getfixturevalue("contoso").invitations.update(revoked_at=None)
    assert tuple(answers) == EXPECTED[name, method]


def test_no_address_is_missing_from_the_table():
    assert {one.name for one in urlpatterns} == {name for name, _method in EXPECTED}


@pytest.mark.parametrize(("name", "method"), list(EXPECTED))
def test_who_is_signed_out_is_led_to_sign_in(client, addresses, name, method):
    response = getattr(client, method)(addresses(name))
    if name in SIGNED_OUT:
        assert response.status_code == 200
        return
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/?next=/")


def test_a_post_without_its_token_changes_nothing(addresses, contoso, carla):
    client = signed_in(carla)
    client.handler.enforce_csrf_checks = True
    assert client.post(addresses("team-invitation-revocation")).status_code == 403
    assert contoso.invitations.get().revoked_at is None


def test_a_page_of_the_other_side_looks_like_none_at_all(addresses, contoso, eve):
    client = signed_in(eve)
    walled, unknown = client.get("/desk/publishers/"), client.get("/desk/nothing-here/")
    assert walled.status_code == unknown.status_code == 404
    assert "There is nothing here, or it is not yours to see." in text(walled)
    assert "There is nothing here, or it is not yours to see." in text(unknown)


@pytest.mark.parametrize(("wall", "who", "inside"), [
    (desk_only, "ada", True), (desk_only, "otto", True), (desk_only, "carla", False), (desk_only, "newcomer", False),
    (publisher_only, "carla", True), (publisher_only, "newcomer", True), (publisher_only, "ada", False),
])  # fmt: skip
def test_a_wall_stands_for_the_other_side_only(request, wall, who, inside):
    asked = RequestFactory().get("/")
    asked.user = request.getfixturevalue(who)
    view = wall(lambda request, word: HttpResponse(word))
    if inside:
        assert view(asked, word="in").content == b"in"
    else:
        with pytest.raises(Http404):
            view(asked, word="in")
