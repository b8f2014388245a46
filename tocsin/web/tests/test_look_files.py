"""Templates and static files keep to the content security policy, and ask no other host for anything."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

WEB = Path(__file__).resolve().parents[1]
MAILS = WEB / "templates/people/mail"  # bodies of mails: no policy there, and styles only inline
TEMPLATES = sorted(page for page in (WEB / "templates").rglob("*.html") if not page.is_relative_to(MAILS))
STYLES = sorted((WEB / "static/css").glob("*.css"))
SCRIPTS = sorted((WEB / "static/js").glob("*.js"))
FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=|<style\b", re.I),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.I),
    "inline handler": re.compile(r"\s(?:on[a-z]+|hx-on[\w:-]*)\s*=\s*[\"']", re.I),
    "script address": re.compile(r"javascript:", re.I),
    "expression for htmx": re.compile(r"""hx-(?:vals|headers)=["']js:""", re.I),
    "other host": re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=[\"'](?:https?:)?//", re.I),
}


def name(path: Path) -> str:
    return str(path.relative_to(WEB))


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_the_patterns_find_what_they_are_for(kind: str) -> None:
    bad = {
        "inline style": '<p style="color:red">',
        "inline script": "<script>alert(1)</script>",
        "inline handler": '<a onclick="x()">',
        "script address": '<a href="javascript:x()">',
        "expression for htmx": "<a hx-vals='js:{x:1}'>",
        "other host": '<script src="//cdn.example/x.js"></script>',
    }[kind]
    assert FORBIDDEN[kind].search(bad)


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_keeps_to_the_policy(template: Path) -> None:
    text = template.read_text()
    assert [kind for kind, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_every_static_file_that_a_template_names_is_there(template: Path) -> None:
    named = re.findall(r"""\{%\s*static\s+['"]([^'"]+)['"]""", template.read_text())
    assert [one for one in named if finders.find(one) is None] == []


@pytest.mark.parametrize("style", STYLES, ids=name)
def test_a_style_sheet_asks_for_files_of_the_house_only(style: Path) -> None:
    addresses = re.findall(r"url\(\s*['\"]?([^'\")]+)", style.read_text())
    assert [one for one in addresses if not (style.parent / one).resolve().is_file()] == []


def test_every_address_in_static_files_leads_to_a_file_with_its_hash(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    storage = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}
    call_command("collectstatic", interactive=False, verbosity=0)  # raises where an address leads nowhere
    imported = re.search(r'url\("\.\./vendor/([^"]+)"\)', next((tmp_path / "css").glob("pico.*.css")).read_text())
    assert imported
    assert re.fullmatch(r"pico\.fluid\.classless\.min\.[0-9a-f]{12}\.css", imported[1])
    assert (tmp_path / "vendor" / imported[1]).is_file()


@pytest.mark.parametrize("script", SCRIPTS, ids=name)
def test_a_script_has_no_words_for_people(script: Path) -> None:
    """Sentences come from data attributes, so that they are in the reader's language."""
    code = re.sub(r"//[^\n]*", "", script.read_text())
    strings = re.findall(r'"([^"\n]*)"|`([^`\n]*)`', code)
    words = [one for pair in strings for one in pair if re.search(r"[A-Z][a-z]+ [a-z]+", one)]
    assert words == []


@pytest.mark.parametrize("file", [*STYLES, *SCRIPTS], ids=name)
def test_a_file_stays_small(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= 250
