"""Translations are compiled where they are needed, whole or not at all."""

import gettext
import os
import time

import pytest

from ..prepare import compile_catalogues

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def source(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    made = tmp_path / "sv" / "LC_MESSAGES" / "django.po"
    made.parent.mkdir(parents=True)
    made.write_text(f'{HEADER}msgid "Ticket"\nmsgstr "Ärende"\n', encoding="utf-8")
    return made


def test_a_catalogue_is_compiled_once(source):
    assert compile_catalogues() == ["sv"]
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Ticket") == "Ärende"
    assert compile_catalogues() == []


def test_one_that_has_changed_is_compiled_again(source):
    compile_catalogues()
    later = time.time() + 5
    os.utime(source, (later, later))
    assert compile_catalogues() == ["sv"]


def test_one_that_cannot_be_read_leaves_nothing_half_done(source):
    source.write_text('msgid ""\nmsgstr "PO-Revision-Date: some day\\n"\n', encoding="utf-8")
    with pytest.raises((AttributeError, ValueError)):
        compile_catalogues()
    assert not list(source.parent.glob("*.mo"))
