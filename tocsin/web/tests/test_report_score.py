"""CVE ids and CVSS vectors, pasted, typed or built from questions."""

from typing import Any

import pytest

from tocsin.accounts.models import Person
from tocsin.tickets.models import Draft

from .reporting import FIRST, VECTOR, answer, begin, page, says, url

HEART = {"v3_AV": "N", "v3_AC": "L", "v3_PR": "N", "v3_UI": "N", "v3_S": "U", "v3_C": "H", "v3_I": "N", "v3_A": "N"}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"cves": "", "vector": ""}, "Give a CVE id or a CVSS vector, or say that neither is known yet."),
        ({"cves": "CVE-2024-30", "vector": ""}, "“CVE-2024-30” is too short"),
        ({"cves": "CVE-1998-1234", "vector": ""}, "the year of a CVE id lies between 1999 and"),
        ({"cves": "hello", "vector": ""}, "“hello” is not a CVE id."),
        ({"cves": "GHSA-jfh8-c2jp-5v3q", "vector": ""}, "GHSA-jfh8-c2jp-5v3q is another name. Add the CVE id"),
        ({"vector": "no vector"}, "No CVSS vector was found in this text."),
        ({"vector": VECTOR.replace("/S:U", "/AV:N/S:U")}, "The metric AV is there more than once."),
        ({"vector": VECTOR.replace("3.1", "3.0") + "/VC:H"}, "The metric VC belongs to CVSS 4.0"),
        ({"vector": VECTOR.replace("/A:H", "")}, "The metric A is missing."),
        ({"vector": VECTOR.replace("AV:N", "AV:Q")}, "the metric AV cannot be Q."),
        ({"vector": "CVSS:5.0/AV:N/AC:L"}, "CVSS 5.0 cannot be read here."),
        ({"vector": VECTOR + " or " + VECTOR.replace("A:H", "A:N")}, "This text holds different CVSS vectors"),
        ({"vector": "x" * 4001}, "Shorten this to 4,000 characters; it has 4,001."),
        ({"cves": "", "vector": "", "not_known": "on"}, "Say why neither a CVE id nor a vector is known yet"),
    ],
)
def test_what_cannot_be_read_is_said(carla: Person, changed: dict[str, Any], sentence: str) -> None:
    client, draft = begin(carla)
    response = answer(client, draft, "score", **changed)
    assert response.status_code == 422
    assert says(response, sentence), page(response)
    kept = Draft.objects.get().answers["score"]
    assert {name: kept[name] for name in changed} == {name: [value] for name, value in changed.items()}


def test_many_wrong_ids_are_not_all_listed(carla: Person) -> None:
    client, draft = begin(carla)
    response = answer(client, draft, "score", cves=", ".join(f"CVE-2024-{n}" for n in range(9)))
    assert page(response).count("is too short") == 10  # five, in the summary and at the field


@pytest.mark.parametrize(
    "typed", ["cve-2024-3094", "CVE–2024–3094", "CVE 2024 3094", "ＣＶＥ－２０２４－３０９４", "see CVE-2024-3094."]
)
def test_a_cve_id_is_shown_back_in_its_one_form(carla: Person, typed: str) -> None:
    client, draft = begin(carla)
    assert answer(client, draft, "score", cves=typed, vector="").status_code == 303
    assert "<dd>CVE-2024-3094</dd>" in page(client.get(url(draft, "score")))


@pytest.mark.parametrize(
    ("typed", "score", "word", "version"),
    [
        (FIRST, "9.8", "Critical", "3.0"),
        (VECTOR, "9.8", "Critical", "3.1"),
        (f"({VECTOR})", "9.8", "Critical", "3.1"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "9.3", "Critical", "4.0"),
        ("AV:N/AC:L/Au:N/C:P/I:P/A:P", "7.5", "High", "2.0"),
        (
            "https://nvd.nist.gov/vuln-metrics/cvss/v3-calculator?vector=AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N&version=3.1",
            "7.5",
            "High",
            "3.1",
        ),
    ],
)
def test_a_vector_is_shown_back_with_score_and_word(
    carla: Person, typed: str, score: str, word: str, version: str
) -> None:
    client, draft = begin(carla)
    assert answer(client, draft, "score", vector=typed).status_code == 303
    text = page(client.get(url(draft, "score")))
    assert f"<strong>{score}</strong>" in text
    assert word in text
    assert f"CVSS {version}</span>" in text


def test_neither_is_an_answer_with_its_reason(carla: Person) -> None:
    client, draft = begin(carla)
    reason = {"cves": "", "vector": "", "not_known": "on", "unscored_reason": "An id has been asked for."}
    assert answer(client, draft, "score", **reason).status_code == 303


def test_while_typing_the_answers_are_shown_back_and_nothing_is_saved(carla: Person) -> None:
    client, draft = begin(carla)
    posted = {"cves": "cve 2024 3094 GHSA-jfh8-c2jp-5v3q", "vector": FIRST}
    fragment = client.post(f"/report/{draft.pk}/understood", posted)
    assert "<dd>CVE-2024-3094</dd>" in page(fragment)
    assert "GHSA-jfh8-c2jp-5v3q" in page(fragment)
    assert "Critical" in page(fragment)
    assert "score" not in Draft.objects.get().answers


# -- the calculator -----------------------------------------------------------------------------------------------
def test_the_calculator_builds_a_vector_from_radio_groups(carla: Person) -> None:
    client, draft = begin(carla)
    answer(client, draft, "score", vector="")
    done = client.post(url(draft, "calculator"), {"version": "3.1", **HEART})
    assert (done.status_code, done["Location"]) == (303, url(draft, "score"))
    kept = Draft.objects.get().answers["score"]
    assert (kept["vector"], kept["cves"]) == (["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"], ["CVE-2024-3094"])


def test_each_metric_is_a_question_with_sentences(carla: Person) -> None:
    client, draft = begin(carla)
    three = page(client.get(url(draft, "calculator")))
    four = page(client.get(url(draft, "calculator") + "?version=4.0"))
    assert (three.count("<legend"), four.count("<legend")) == (8, 11)
    assert "Where does the attacker have to be?" in three


def test_the_calculator_starts_from_the_vector_that_is_there(carla: Person) -> None:
    client, draft = begin(carla)
    answer(client, draft, "score", vector=VECTOR)
    text = page(client.get(url(draft, "calculator") + "?from=score"))
    assert text.count(" checked") == 8
    assert "<strong>9.8</strong>" in text


def test_what_is_typed_is_kept_on_the_way_to_the_calculator(carla: Person) -> None:
    client, draft = begin(carla)
    gone = answer(client, draft, "score", cves="CVE-2024-1", vector="", calculator="1")
    assert (gone.status_code, gone["Location"]) == (303, url(draft, "calculator") + "?from=score")
    assert Draft.objects.get().answers["score"]["cves"] == ["CVE-2024-1"]


def test_a_missing_metric_is_named_and_the_choices_stay(carla: Person) -> None:
    client, draft = begin(carla)
    chosen = {name: value for name, value in HEART.items() if name != "v3_S"}
    response = client.post(url(draft, "calculator"), {"version": "3.1", **chosen})
    assert response.status_code == 422
    assert says(response, "Choose one of these answers.")
    assert page(response).count(" checked") == 7
    assert page(client.get(url(draft, "calculator"))).count(" checked") == 7


def test_the_score_follows_the_choices_without_leaving_the_page(carla: Person) -> None:
    client, draft = begin(carla)
    fragment = client.post(url(draft, "calculator"), {"version": "3.1", **HEART}, headers={"HX-Request": "true"})
    assert "<strong>7.5</strong>" in page(fragment)
    assert "<html" not in page(fragment)
    stayed = client.post(url(draft, "calculator"), {"version": "3.1", **HEART, "stay": "1"})
    assert stayed["Location"] == url(draft, "calculator") + "?version=3.1"
    assert "<strong>7.5</strong>" in page(client.get(stayed["Location"]))


def test_a_value_that_does_not_exist_is_refused(carla: Person) -> None:
    client, draft = begin(carla)
    response = client.post(url(draft, "calculator"), {"version": "3.1", **HEART, "v3_AV": "Z"})
    assert response.status_code == 422


def test_an_unknown_version_is_taken_as_the_usual_one(carla: Person) -> None:
    client, draft = begin(carla)
    assert page(client.get(url(draft, "calculator") + "?version=9")).count("<legend") == 8


def test_an_incident_has_no_calculator(carla: Person) -> None:
    client, draft = begin(carla, "incident")
    assert client.get(url(draft, "calculator")).status_code == 404
