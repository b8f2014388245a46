"""Markdown to HTML that may stand in any page, and to plain text."""

import time
from html.parser import HTMLParser

import pytest
from django.template import engines
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from tocsin.lib.markdown import LONGEST, plain, render

PLAIN = "p br hr strong em s code blockquote ul li h3 h4 h5 h6 table thead tbody tr"
ALLOWED = {tag: set[str]() for tag in PLAIN.split()} | {
    "a": {"href", "rel"},
    "ol": {"start"},
    "pre": {"tabindex"},
    "th": {"align"},
    "td": {"align"},
}


class Reader(HTMLParser):
    """Reads HTML as a browser would: the elements with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def link(address: str, words: str) -> str:
    return f'<a href="{address}" rel="noopener noreferrer nofollow">{words}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("plain", "<p>plain</p>"),
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        (
            "# a\n## b\n### c\n#### d\n##### e\n###### f",
            "<h3>a</h3> <h4>b</h4> <h5>c</h5> <h6>d</h6> <h6>e</h6> <h6>f</h6>",
        ),
        ("a\n===\nb\n---", "<h3>a</h3> <h4>b</h4>"),
        ("- a\n- b", "<ul> <li>a</li> <li>b</li> </ul>"),
        ("3. a\n4. b", '<ol start="3"> <li>a</li> <li>b</li> </ol>'),
        ("> a", "<blockquote> <p>a</p> </blockquote>"),
        ("```python\nif a < b:\n```", '<pre tabindex="0"><code>if a &lt; b: </code></pre>'),
        ("---", "<hr>"),
        (
            "| a | b |\n|---|--:|\n| 1 | 2 |",
            '<table> <thead> <tr> <th>a</th> <th align="right">b</th> </tr> </thead> '
            '<tbody> <tr> <td>1</td> <td align="right">2</td> </tr> </tbody> </table>',
        ),
        ("[a](https://b.example/?c=1&d=2)", f"<p>{link('https://b.example/?c=1&amp;d=2', 'a')}</p>"),
        ("[a](http://b.example 'title')", f"<p>{link('http://b.example', 'a')}</p>"),
        ("[a](HTTPS://b.example)", f"<p>{link('HTTPS://b.example', 'a')}</p>"),
        ("<me@b.example>", f"<p>{link('mailto:me@b.example', 'me@b.example')}</p>"),
        ("https://b.example is not linked", "<p>https://b.example is not linked</p>"),
        ("<b onclick=x>a</b>", "<p>&lt;b onclick=x&gt;a&lt;/b&gt;</p>"),
        ("<!-- a -->", "<p>&lt;!-- a --&gt;</p>"),
        ("a & b &amp; c &lt;d", "<p>a &amp; b &amp; c &lt;d</p>"),
        ("a\0b", "<p>a\ufffdb</p>"),
    ],
)
def test_markdown_becomes_this_html(text, html):
    assert " ".join(render(text).split("\n")).strip() == " ".join(html.split("\n"))


def test_what_is_rendered_may_stand_in_a_page_as_it_is():
    assert isinstance(render("*a*"), SafeString)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "java\\script:alert(1)",
        "data:text/html,x",
        "data:image/png;base64,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://a.example",
        "tel:112",
        "//a.example",
        "/tickets",
        "#top",
        "http:a.example",
        "x.html",
        "",
    ],
)
@pytest.mark.parametrize("text", ["[a]({})", "![a]({})", "[a]: {}\n\n[a]", "<{}>"])
def test_no_link_leads_anywhere_but_to_the_web_and_to_mail(text, address):
    assert [tag for tag, _ in Reader(render(text.format(address))).elements if tag != "p"] == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![a chart](https://b.example/c.png)", f"<p>{link('https://b.example/c.png', 'a chart')}</p>"),
        ("![](https://b.example/c.png)", f"<p>{link('https://b.example/c.png', 'https://b.example/c.png')}</p>"),
        ("![*a* `b`](http://b.example)", f"<p>{link('http://b.example', 'a b')}</p>"),
        ("[![a](http://b.example) c](http://d.example)", f"<p>{link('http://d.example', 'a c')}</p>"),
        (
            "[x](http://d.example) ![a](http://b.example)",
            f"<p>{link('http://d.example', 'x')} {link('http://b.example', 'a')}</p>",
        ),
        ("[![a](http://b.example)]()", f"<p>{link('http://b.example', 'a')}</p>"),
        ("[a *b*]() [c](http://d.example)", f"<p>a <em>b</em> {link('http://d.example', 'c')}</p>"),
        ("![<b>](http://b.example)", f"<p>{link('http://b.example', '&lt;b&gt;')}</p>"),
    ],
)
def test_pictures_are_links_to_them_and_never_load(text, html):
    assert render(text).strip() == html


@pytest.mark.parametrize(
    "text",
    [
        "{{7*7}}",
        "{{7*7}} and {{7*7}}",
        "{{7*7}} ${7*7} {% debug %} {{ settings.SECRET_KEY }}",
        "{% for x in y %}{# z #}{% endfor %}",
        "%(name)s %s {0} {name} $name",
        "{{_a_*b*}}",
        "${jndi:ldap://x.example/a}",
    ],
)
def test_what_template_engines_would_run_stays_as_it_was_typed(text):
    page = engines["django"].from_string("<div>{{ html }}</div>").render({"html": render(text)})
    assert page == f"<div><p>{text}</p>\n</div>"
    assert plain(text) == text


def test_emphasis_around_a_template_still_works():
    assert render("*a {{b*c}} d*") == "<p><em>a {{b*c}} d</em></p>\n"


@pytest.mark.parametrize("depth", [19, 20, 25, 2000])
@pytest.mark.parametrize("mark", ["> ", ">", "- ", "1. "])
def test_what_lies_deep_is_never_lost(mark, depth):
    text = mark * depth + "the very point"
    assert "the very point" in Reader(render(text)).words
    assert "the very point" in plain(text)


def test_a_text_that_is_too_long_is_shown_as_typed():
    text = "*a* <b>\n" * (LONGEST // 8 + 1)
    html = render(text)
    assert Reader(html).words.count("*a* <b>") == LONGEST // 8 + 1
    assert {tag for tag, _ in Reader(html).elements} == {"p", "br"}
    assert plain(text) == text.strip()


def test_a_table_that_would_grow_too_large_is_shown_as_typed():
    text = "|a" * 2500 + "|\n" + "|-" * 2500 + "|\n" + "b\n" * 9000
    html = render(text)
    assert len(html) < 8 * LONGEST
    assert Reader(html).words.count("b") == 9000


PATHOLOGICAL = [
    *["[", "![", "[![", "[a](", "[a](<b", "![a](", "<", "<http://", "*a", "a**", "*a_ ", "**x* ", "`", "`a", "~~a"],
    *[">", "> ", "- ", "1. ", "> - ", "|", "a|", "|a\n|-\n", "\\", "&#", "&amp;", "[a]: b\n", "[a][b]", "\t", "\n"],
    *["{{", "{%", "${", "{{a}}", "# a\n", "a\n---\n", "```\n", "\u202e", "- a\n\n", "<a@b.c>", "[a](http://b)"],
]


@pytest.mark.parametrize("piece", PATHOLOGICAL)
def test_thirty_thousand_hostile_characters_take_a_moment(piece):
    text = (piece * 30_000)[:30_000]
    begin = time.process_time()
    render(text)
    plain(text)
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("  \n", ""),
        ("# Title\n\n*one* **two** ~~three~~ `four`", "Title\n\none two three four"),
        ("one\ntwo  \nthree", "one\ntwo\nthree"),
        ("[a](https://b.example)", "a (https://b.example)"),
        ("<https://b.example> <me@b.example>", "https://b.example me@b.example"),
        ("![a](https://b.example)", "a (https://b.example)"),
        ("![](https://b.example)", "https://b.example"),
        ("[a]() ![b]()", "a b"),
        ("[![a](http://b.example)](http://c.example)", "a (http://c.example)"),
        ("- a\n- b\n  more\n  1. c\n  2. d\n\nend", "- a\n- b\n  more\n  1. c\n  2. d\n\nend"),
        ("- a\n\n  b\n\n- c", "- a\n\n  b\n\n- c"),
        ("> a\n>\n> b\n\nc", "> a\n>\n> b\n>\nc"),
        ("> - a\n> - b", "> - a\n> - b"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\nc", "a | b\n1 | 2\n\nc"),
        ("```\nif a:\n    b\n```\nc", "if a:\n    b\n\nc"),
        ("a\n\n---\n\nb", "a\n\n---\n\nb"),
        ("&amp; &lt; \\* <b>", "& < * <b>"),
        ("ends with <b>", "ends with <b>"),
    ],
)
def test_markdown_becomes_this_plain_text(text, words):
    assert plain(text) == words


HTML = ["<script>", "</script>", "<img src=x onerror=alert(1)>", "<a href='", "<svg/onload=", "<style>", "<!--", "]]>"]
ADDRESSES = ["javascript:", "data:text/html,", "vbscript:", "http://a.example/", "https://", "mailto:", "//", "%0a"]
MARKS = ["[", "]", "(", ")", "![", "](", "<", ">", "`", "```\n", "*", "_", "~~", "#", "- ", "1. ", "> ", "|", "|-|\n"]
LETTERS = [
    "\n",
    "\n\n",
    "    ",
    "&#x6a;",
    "&lt;",
    "&quot;",
    '"',
    "'",
    "\\",
    ' onclick="x"',
    "style=",
    "\0",
    "\u202e",
    "{{",
]
FRAGMENTS = st.sampled_from(HTML + ADDRESSES + MARKS + LETTERS)


@given(st.lists(FRAGMENTS | st.text(max_size=5), max_size=40).map("".join))
def test_nothing_but_the_allowed_elements_attributes_and_schemes_ever_comes_out(text):
    for tag, attributes in Reader(render(text)).elements:
        assert set(attributes) <= ALLOWED[tag]
        if tag == "a":
            assert str(attributes.get("href", "mailto:")).lower().startswith(("http://", "https://", "mailto:"))
            assert attributes["rel"] == "noopener noreferrer nofollow"


@given(
    st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=30),
    st.sampled_from(["", "> ", "- ", "# ", "**"]),
)
def test_the_words_themselves_always_come_out(word, mark):
    assert word in Reader(render(mark + word)).words
    assert word in plain(mark + word)
