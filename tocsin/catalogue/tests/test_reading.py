import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.catalogue.lines import Lines
from tocsin.catalogue.reading import rows
from tocsin.catalogue.rows import Refusal, Row, Unreadable


@pytest.fixture
def read(tmp_path):
    def read_text(content: str | bytes, kind_known: bool = True) -> list[tuple[int, object]]:
        file = tmp_path / "catalogue"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return [
            (row.line, dict(row.values) if isinstance(row, Row) else str(row.reason))
            for row in rows(file, kind_known=kind_known)
        ]

    return read_text


TWO = [(2, {"key": "a", "name": "Ä"}), (3, {"key": "b", "name": "Б"})]


@pytest.mark.parametrize(
    "content",
    [
        "key,name\na,Ä\nb,Б\n",
        "key;name\na;Ä\nb;Б",
        "key,name\r\na,Ä\r\nb,Б\r\n",
        "key,name\ra,Ä\rb,Б\r",
        "\ufeffkey,name\na,Ä\nb,Б\n",
        '"key";"name"\n"a";"Ä"\n"b";"Б"\n',
        " Key , NAME \n a , Ä \nb,Б\n",
        "key,name,,\na,Ä,,\nb,Б\n,,,\n\n",
    ],
    ids=["comma", "semicolon", "CRLF", "CR", "byte order mark", "quoted", "spaces and capitals", "empty cells"],
)
def test_the_forms_of_csv_that_programs_write(read, content):
    assert read(content) == TWO


def test_a_quoted_value_may_hold_delimiters_and_quotation_marks(read):
    assert read('key,name\na,"Contoso, ""the"" one; AB"\n') == [(2, {"key": "a", "name": 'Contoso, "the" one; AB'})]


def test_a_value_of_several_lines_counts_from_its_first(read):
    assert read('key,name\na,"one\ntwo"\nb,x\n') == [
        (2, {"key": "a", "name": "one\ntwo"}),
        (4, {"key": "b", "name": "x"}),
    ]


def test_a_short_row_leaves_the_rest_empty(read):
    assert read("key,name,region\na,Ä\n") == [(2, {"key": "a", "name": "Ä"})]


def test_a_row_with_too_many_values_is_refused_alone(read):
    assert read("key,name\na,Contoso, Inc.\nb,Б\n") == [
        (2, "This row has more values than the first line has columns. Put quotation marks around them."),
        (3, {"key": "b", "name": "Б"}),
    ]


def test_quotation_marks_that_do_not_match_are_refused_with_their_lines(read):
    assert read('key,name\na,"x"y\nb,Б\n') == [
        (2, "The quotation marks of this line do not match."),
        (3, {"key": "b", "name": "Б"}),
    ]
    assert read('key,name\na,"x\nb,"Б"\nc,x\n') == [
        (2, "The quotation marks do not match from line 2 to line 3."),
        (4, {"key": "c", "name": "x"}),
    ]
    assert read('key,name\na,Ä\nb,"Б\n')[-1] == (3, "The quotation marks of this line do not match.")


def test_bytes_that_are_not_utf8_refuse_their_row_alone(read):
    assert read("key,name\na,Ä\n".encode("latin-1") + "b,Б\n".encode()) == [
        (2, "This is not UTF-8 text. Save the file as UTF-8 and import it again."),
        (3, {"key": "b", "name": "Б"}),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty. Its first line must name the columns."),
        ("\n", "The file is empty. Its first line must name the columns."),
        ("key,name,Key\n", "The first line names a column twice: key."),
        ('key,"name\n', "The first line must name the columns."),
        ("key,name\n".encode("utf-16"), "The file is UTF-16. Save it as UTF-8 and import it again."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(read, content, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read(content)


def test_a_csv_file_of_mixed_kinds_needs_the_column_for_them(read):
    with pytest.raises(Unreadable, match="The first line names no column “kind”"):
        read("key,name\na,Ä\n", kind_known=False)
    assert read("kind,key\noffer,a\n", kind_known=False) == [(2, {"kind": "offer", "key": "a"})]


def test_a_file_that_is_not_there_or_no_file_says_so(tmp_path):
    with pytest.raises(Unreadable, match="cannot be read: No such file or directory"):
        list(rows(tmp_path / "none.csv", kind_known=True))
    with pytest.raises(Unreadable, match="cannot be read: Is a directory"):
        list(rows(tmp_path, kind_known=True))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(Unreadable, match="not a pipe"):
        list(rows(pipe, kind_known=True))


# -- JSON -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "content",
    [
        '[\n{"key": "a", "name": "Ä"},\n{"key": "b", "name": "Б"}\n]\n',
        '\ufeff[\n  {"key": "a", "name": " Ä "},\r\n  {"key": "b", "name": "\\u0411", "region": null, "email": ""}]',
        '\n{"key": "a", "name": "Ä"}\n{"Key": "b", "name": "Б"}',
    ],
    ids=["array", "array with empty values", "JSON Lines"],
)
def test_the_forms_of_json(read, content):
    assert read(content) == TWO


def test_numbers_stay_as_written_and_truths_are_words(read):
    assert read('[{"version": 2.10, "key": 12345678901234567890, "active": false}]') == [
        (1, {"version": "2.10", "key": "12345678901234567890", "active": "False"})
    ]


def test_objects_of_an_array_count_from_the_line_they_begin_on(read):
    assert read('[{"key":\n\n"a"}, {"key": "b"},\n\n  {"key": "c"}]') == [
        (1, {"key": "a"}),
        (3, {"key": "b"}),
        (5, {"key": "c"}),
    ]


@pytest.mark.parametrize("empty", ["[]", "[ \n ]", "["])
def test_an_array_without_rows(read, empty):
    assert read(empty) == []


def test_a_wrong_line_of_json_lines_is_refused_alone(read):
    assert read('{"key": "a"}\n{"key": }\n[1]\n{"key": ["b"]}\n{"key": "c"}\n') == [
        (1, {"key": "a"}),
        (2, "This is not JSON."),
        (3, "Each row must be a JSON object."),
        (4, "Write one value here, not a list or an object."),
        (5, {"key": "c"}),
    ]


def test_what_is_wrong_in_an_array_is_refused_and_a_fault_of_syntax_ends_it(read):
    assert read('[{"key": "a"},\n"b",\n{"key": {}},\n{"key" "c"},\n{"key": "d"}]') == [
        (1, {"key": "a"}),
        (2, "Each row must be a JSON object."),
        (3, "Write one value here, not a list or an object."),
        (4, "This is not JSON. Nothing from here to the end of the file was read."),
    ]


def test_json_as_deep_as_the_sea_is_refused(read):
    assert read("[" * 200_000) == [(1, "This is not JSON. Nothing from here to the end of the file was read.")]
    assert read('{"key": ' + "[" * 30_000 + "\n" + '{"key": "a"}')[1] == (2, {"key": "a"})


def test_an_array_longer_than_what_is_held_at_a_time(read):
    many = [f'{{"key": "k{number}", "name": "{"x" * (number % 90)}"}}' for number in range(5000)]
    found = read("[" + ",\n".join(many) + "]")
    assert [line for line, _ in found] == list(range(1, 5001))
    assert [row["key"] for _, row in found] == [f"k{number}" for number in range(5000)]


@given(st.lists(st.dictionaries(st.sampled_from(["key", "name"]), st.text(min_size=1).filter(str.isalnum)), max_size=5))
def test_arrays_and_lines_of_the_same_objects_read_alike(tmp_path_factory, objects):
    import json  # noqa: PLC0415 - beside its only use

    folder: Path = tmp_path_factory.mktemp("json")
    (folder / "array").write_text(json.dumps(objects))
    (folder / "lines").write_text("\n".join(json.dumps(one) for one in objects) or "{")
    as_array = [row.values for row in rows(folder / "array", kind_known=True) if isinstance(row, Row)]
    as_lines = [row.values for row in rows(folder / "lines", kind_known=True) if isinstance(row, Row)]
    assert as_array == as_lines == objects


# -- lines of any length ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_a_line_that_is_too_long_is_passed_over(read, monkeypatch, end):
    monkeypatch.setattr(Lines, "LONGEST", 50)
    long = "x" * 175
    assert read(f"key,name\na,Ä\nb,{long}{end}") == [(2, {"key": "a", "name": "Ä"}), (3, "This line is too long.")]
    if end:
        assert read(f"key,name\nb,{long}{end}c,Д{end}")[-1] == (3, {"key": "c", "name": "Д"})
        assert read(f'{{"key": "{long}"}}{end}{{"key": "c"}}') == [(1, "This line is too long."), (2, {"key": "c"})]


def test_a_line_of_just_the_longest_is_read(read, monkeypatch):
    monkeypatch.setattr(Lines, "LONGEST", 20)
    assert read(f"key,name\na,{'x' * 17}\nb,Б\n") == [
        (2, {"key": "a", "name": "x" * 17}),
        (3, {"key": "b", "name": "Б"}),
    ]


def test_a_stray_quotation_mark_does_not_swallow_the_file(read):
    filler = "".join(f"k{number},x\n" for number in range(40_000))
    found = read(f'key,name\na,"x\n{filler}')
    assert found[0][0] == 2
    assert "do not match from line 2 to line" in found[0][1]
    assert found[-1] == (40_002, {"key": "k39999", "name": "x"})
    assert len(found) > 20_000


@given(st.binary(max_size=300))
def test_no_bytes_make_reading_fail_otherwise_than_by_saying_so(tmp_path_factory, content):
    file: Path = tmp_path_factory.mktemp("any") / "file"
    file.write_bytes(content)
    try:
        found = list(rows(file, kind_known=True))
    except Unreadable:
        return
    assert all(isinstance(row, Row | Refusal) and row.line >= 1 for row in found)
