"""Fields, their errors, and the summary of errors."""

import re
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils.safestring import SafeString

HELPS = {"incident": "Something has happened.", "vulnerability": "Something could."}


class ReportForm(forms.Form):
    title = forms.CharField(label="Title", help_text="One line.", max_length=20)
    reference = forms.CharField(label="Your reference", required=False)
    category = forms.ChoiceField(
        label="What kind is it?",
        choices=[("incident", "Security incident"), ("vulnerability", "Vulnerability")],
        widget=forms.RadioSelect,
    )
    offers = forms.MultipleChoiceField(
        label="Offers", choices=[("1", "Export")], required=False, widget=forms.CheckboxSelectMultiple
    )
    aware = forms.SplitDateTimeField(label="Aware since", required=False)
    file = forms.FileField(label="Attachments", required=False)
    agree = forms.BooleanField(label="I agree", required=False, help_text="To be named.")

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("reference") == "bad":
            raise forms.ValidationError("The reference & the title contradict each other.")
        return self.cleaned_data


def shown(template: str, **context: Any) -> SafeString:
    return engines["django"].from_string(template).render(context)


def field(name: str, form: forms.Form | None = None, options: str = "", **context: Any) -> str:
    return shown("{% field form." + name + " " + options + " %}", form=form or ReportForm(), **context)


def ids(html: str) -> set[str]:
    return set(re.findall(r'\sid="([^"]+)"', html))


def described(html: str) -> list[str]:
    return [one for group in re.findall(r'aria-describedby="([^"]+)"', html) for one in group.split()]


# -- fields -----------------------------------------------------------------------------------------------------
def test_a_field_has_its_label_and_help_tied_to_it() -> None:
    html = field("title")
    assert '<label for="id_title">Title</label>' in html
    assert described(html) == ["id_title_helptext"]
    assert set(described(html)) <= ids(html)
    assert "(optional)" not in html


def test_what_is_not_required_says_so_in_its_label() -> None:
    assert 'Your reference <span class="optional">(optional)</span></label>' in field("reference")
    assert "(optional)" not in field("reference", options="optional=False")


def test_an_error_stands_at_the_field_and_is_tied_to_it() -> None:
    html = field("title", ReportForm({"title": "x" * 21}))
    assert described(html) == ["id_title_helptext", "id_title_error"]
    assert set(described(html)) <= ids(html)
    assert 'aria-invalid="true"' in html
    assert '<div class="field wrong"' in html
    assert re.search(r'<span class="error">Ensure this value has at most 20', html)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("title", "Fill in “Title”."), ("category", "Choose an answer to “What kind is it?”.")],
)
def test_a_missing_answer_is_named(name: str, sentence: str) -> None:
    assert f'<span class="error">{sentence}</span>' in field(name, ReportForm({}))


def test_radios_are_a_fieldset_of_cards_with_a_legend() -> None:
    html = field("category", options="helps=helps", helps=HELPS)
    assert re.search(r"<fieldset[^>]*>\s*<legend>What kind is it\?</legend>", html)
    assert html.count('class="option"') == 2
    assert '<span class="option-help" id="id_category_0_help">Something has happened.</span>' in html
    assert described(html) == ["id_category_0_help", "id_category_1_help"]
    assert set(described(html)) <= ids(html)


def test_the_help_of_options_may_stand_on_the_forms_field() -> None:
    form = ReportForm()
    form.fields["category"].option_help = HELPS  # type: ignore[attr-defined]
    assert "Something could." in field("category", form)


def test_a_fieldsets_error_is_tied_to_the_fieldset() -> None:
    html = field("category", ReportForm({}))
    assert re.search(r'<fieldset class="field wrong" id="id_category"[^>]*aria-describedby="id_category_error"', html)
    assert "id_category_error" in ids(html)


def test_what_was_chosen_stays_chosen() -> None:
    html = field("category", ReportForm({"category": "vulnerability"}))
    assert re.findall(r'value="(\w+)"[^>]*\bchecked\b', html) == ["vulnerability"]
    boxes = field("offers", ReportForm({"offers": ["1"]}))
    assert re.findall(r'value="(\w+)"[^>]*\bchecked\b', boxes) == ["1"]


def test_a_single_box_stands_before_its_label_and_is_never_called_optional() -> None:
    html = field("agree")
    assert html.index('type="checkbox"') < html.index("I agree")
    assert "(optional)" not in html
    assert set(described(html)) <= ids(html)


def test_a_field_of_several_inputs_is_a_fieldset() -> None:
    html = field("aware", options='label="When did you learn of it?"')
    assert "<legend>When did you learn of it? " in html or "<label" in html
    assert html.count("<input") == 2


def test_a_file_field_takes_drops_and_lists_what_is_chosen(settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 1000
    html = field("file")
    assert "data-drop" in html
    assert 'data-files-of="id_file" data-remove="Remove" data-max-bytes="1000"' in html


def test_a_counter_tells_and_does_not_block() -> None:
    html = field("reference", options="counter=200")
    assert 'data-counter-of="id_reference" data-limit="200" data-counter="Characters: {count} of {limit}"' in html
    assert "data-counter" not in field("reference")


def test_what_was_typed_is_escaped() -> None:
    assert "<script>" not in field("title", ReportForm({"title": "<script>"}))


# -- the summary ------------------------------------------------------------------------------------------------
SUMMARY = '{% include "parts/_error_summary.html" %}'


def links(html: str) -> list[tuple[str, str]]:
    return re.findall(r'<li><a href="#([^"]+)">([^<]+)</a>', html)


def test_no_error_no_summary() -> None:
    assert shown(SUMMARY, form=ReportForm()).strip() == ""
    assert shown(SUMMARY).strip() == ""


def test_the_summary_leads_to_each_field_with_the_same_words() -> None:
    form = ReportForm({"title": "x" * 21})
    html = shown(SUMMARY, form=form)
    assert 'role="alert" tabindex="-1" data-focus' in html
    assert [target for target, _ in links(html)] == ["id_title", "id_category_0"]
    for (target, words), name in zip(links(html), ["title", "category"], strict=True):
        at_field = field(name, form)
        assert f'<span class="error">{words}</span>' in at_field
        assert target in ids(at_field)


def test_an_error_of_the_whole_form_has_no_link() -> None:
    form = ReportForm({"title": "x", "category": "incident", "reference": "bad"})
    html = shown(SUMMARY, form=form)
    assert "<li>The reference &amp; the title contradict each other.</li>" in html
    assert links(html) == []


def test_several_forms_and_formsets_share_one_summary() -> None:
    lines = forms.formset_factory(ReportForm, extra=0)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-title": "", "form-0-category": "incident"}
    )
    html = shown(SUMMARY, forms=[ReportForm({"title": "a"}, prefix="one"), lines])
    assert html.count("There is a problem") == 1
    assert [target for target, _ in links(html)] == ["id_one-title", "id_one-category_0", "id_form-0-title"]


def test_forms_may_come_by_name_beside_what_is_no_form() -> None:
    by_name = {"close": ReportForm({"title": "a"}), "assign": ReportForm(), "remove": True, "none": None}
    html = shown(SUMMARY, forms=by_name)
    assert [target for target, _ in links(html)] == ["id_category_0"]
