"""Who sees a ticket: people are named and removed, the ticket restricted and opened again."""

from tocsin.tickets.choices import Tlp
from tocsin.web.tickets.forms_shared import key_of

from .ticket_site import address, do, html, look, signed_in, told, words


def test_people_are_named_and_removed(carla, rita, dmitri, restricted):
    assert signed_in(rita).get(address(restricted)).status_code == 404
    assert told(do(carla, restricted, "participants", person=key_of(rita))) == [
        "Rita Moreau is named on the ticket and may see it."
    ]
    page = look(rita, address(restricted))
    assert page.status_code == 200
    assert "Remove Rita" not in words(page)  # a reader decides nothing
    assert "Remove Rita Moreau" in words(look(carla, address(restricted)))
    assert told(do(carla, restricted, "participant-removal", person=key_of(rita))) == [
        "Rita Moreau is no longer named on the ticket."
    ]
    assert signed_in(rita).get(address(restricted)).status_code == 404


def test_a_member_names_colleagues_only_and_a_responder_also_responders(carla, lena, bo, eve, restricted):
    def offered(person: object) -> list[str]:
        page = look(person, address(restricted, "?form=participants"))
        return [label for _value, label in page.context["act"]["form"].fields["person"].choices][1:]

    assert offered(carla) == ["Dmitri Orlov"]
    assert offered(lena) == ["Bo Janssen, response desk", "Carla Nyström", "Dmitri Orlov", "Lena Vogel, response desk"]
    assert do(carla, restricted, "participants", person=key_of(bo)).status_code == 422
    assert do(lena, restricted, "participants", person=key_of(eve)).status_code == 422


def test_a_responder_who_restricts_is_named_and_who_leaves_is_told_instead_of_meeting_a_404(ada, ticket):
    assert told(do(ada, ticket, "restriction")) == ["The ticket is restricted to named people now."]
    answer = do(ada, ticket, "participant-removal", person=key_of(ada))
    assert (answer.status_code, answer["Location"]) == (303, "/home/")
    page = answer.client.get("/home/", follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "Ada Lindqvist is no longer named on the ticket.", "You are not among those who may see it.",
    ]  # fmt: skip


def test_people_are_named_by_keys_that_tell_no_number(carla, rita, restricted):
    page = html(look(carla, address(restricted, "?form=participants")))
    assert f'<option value="{key_of(rita)}">Rita Moreau</option>' in page
    assert f'value="{rita.pk}"' not in page
    for made_up in (rita.pk, "x" * 26, "é", key_of(rita).upper()[:-1]):
        assert do(carla, restricted, "participants", person=made_up).status_code == 422


def test_tlp_red_offers_no_end_of_the_restriction_and_refuses_one(carla, report):
    red = report(restricted=True, tlp=Tlp.RED)
    assert "End the restriction" not in words(look(carla, address(red)))
    refused = do(carla, red, "restriction-end")
    assert refused.status_code == 422
    assert "TLP:RED is for named people only, so this ticket stays restricted." in words(refused)


def test_a_contributor_who_is_not_the_reporter_is_not_offered_to_restrict(report, contoso, dmitri, carla):
    of_carla = report(by=carla)
    page = look(dmitri, address(of_carla))
    assert {"restriction", "participants", "retraction"} & page.context["acts"] == set()
    assert do(dmitri, of_carla, "restriction").status_code == 403
    assert do(dmitri, of_carla, "retraction", words="No.").status_code == 403
