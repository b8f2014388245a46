import argparse
import re
from pathlib import Path

import pytest

from tocsin.catalogue import commands
from tocsin.catalogue.columns import KINDS, NAMES
from tocsin.catalogue.models import Customer

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "admin" / "catalogue-import.md"


@pytest.fixture
def command(db, tmp_path):
    def run(content: str, *options: str) -> tuple[int, list[str]]:
        file = tmp_path / "catalogue.csv"
        file.write_bytes(content.encode("utf-8", "surrogateescape"))
        parser = argparse.ArgumentParser()
        commands.add_arguments(parser)
        written: list[str] = []
        return commands.run(parser.parse_args([str(file), *options]), written.append), written

    return run


def test_a_clean_import_says_what_it_did(command):
    assert command("kind,key,name,region\ncustomer,acme,Acme,SE\npublisher,p,P,SE\n") == (
        0,
        [
            "publisher: 1 new, 0 changed, 0 unchanged, 0 refused.",
            "customer: 1 new, 0 changed, 0 unchanged, 0 refused.",
        ],
    )


def test_a_refused_row_is_told_by_line_column_and_reason_and_ends_in_1(command):
    assert command("kind,key,name,region\ncustomer,acme,Acme,Sverige\ncustomer,berg,Berg,SE\ncustomer,x,y,z,1\n") == (
        1,
        [
            "Line 4: This row has more values than the first line has columns. Put quotation marks around them.",
            "Line 2, column region: Write the region as an ISO 3166 code, such as SE or DE-BY.",
            "customer: 1 new, 0 changed, 0 unchanged, 1 refused.",
            "1 row could not be read.",
        ],
    )


def test_rows_that_could_not_be_read_are_counted_in_words(command):
    assert command("kind,key\nfirst,1\nsecond,2\n")[1][-1] == "2 rows could not be read."


def test_one_kind_for_the_whole_file(command):
    assert command("key,name\nacme,Acme\n", "--kind", "customer")[0] == 0
    assert Customer.objects.get().name == "Acme"


def test_a_kind_that_is_none_is_refused_by_the_command_line(command):
    with pytest.raises(SystemExit):
        command("key,name\nacme,Acme\n", "--kind", "vendor")


def test_an_unreadable_file_ends_in_2_with_one_sentence(command):
    assert command("") == (2, ["The file is empty. Its first line must name the columns."])


def test_a_file_without_rows_says_so(command):
    assert command("kind,key\n") == (0, ["The file has no rows."])


def test_ignored_columns_are_named_harmlessly(command):
    code, written = command("kind,key,name,\x1b[2Jwipe,\udce4\ncustomer,acme,Acme,1,2\n")
    assert code == 0
    assert written[0] == "These columns are not known and were ignored: �[2jwipe, �."


# -- documentation ----------------------------------------------------------------------------------------------
def test_every_column_of_every_kind_is_documented_in_its_table():
    sections = re.split(r"^### `(\w+)`", DOCUMENT.read_text(), flags=re.M)
    tables = dict(zip(sections[1::2], sections[2::2], strict=True))
    documented = {kind: list(re.findall(r"^\| `(\w+)` \|", text, flags=re.M)) for kind, text in tables.items()}
    assert documented == {kind: [column.name for column in columns] for kind, columns in KINDS.items()}
    assert documented.keys() == KINDS.keys()
    assert {"kind"} <= NAMES


def test_the_documents_example_goes_in_whole(command):
    example = re.search(r"```csv\n(.*?)```", DOCUMENT.read_text(), flags=re.S)
    assert example is not None
    code, written = command(example[1])
    assert code == 0, written


def test_the_documents_json_example_goes_in_whole(command):
    example = re.search(r"```json\n(.*?)```", DOCUMENT.read_text(), flags=re.S)
    assert example is not None
    code, written = command(example[1])
    assert code == 0, written
