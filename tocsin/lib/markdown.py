"""The one renderer of what people write in Markdown: for the preview, the page and the HTML part of a mail.

CommonMark with tables and ~~struck~~ text; no HTML of the writer's own. Two walls stand one behind the other: the
parser makes no link to anything but http, https and mailto, and nh3 lets nothing through but the elements named here.
"""

import re
from collections.abc import Iterable, Sequence
from importlib import import_module

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

LONGEST = 40_000  # characters; what is longer is shown as it was typed
_LARGEST = 8 * LONGEST  # characters of HTML: a table of many columns grows to twenty-five times its text
_DEEPEST = 20  # quotes and lists within each other; the parser drops what lies deeper, so it is shown as it was typed
# Cells that a table's short rows may be filled up with. The parser's own 65,536 make a page of 40,000 characters slow.
import_module("markdown_it.rules_block.table").MAX_AUTOCOMPLETED_CELLS = 4_096  # type: ignore[attr-defined]
_FIRST_HEADING = 3  # a page has its own h1 and h2
# What template engines would run is quoted in many a report: its asterisks are no emphasis.
_TEMPLATE = re.compile(r"\{\{[^\n{}]{0,200}\}\}|\{%[^\n%]{0,200}%\}|\$\{[^\n{}]{0,200}\}")
_SCHEMES = ("https://", "http://", "mailto:")

_CLEANER = nh3.Cleaner(
    tags={"p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
    | {f"h{level}" for level in range(_FIRST_HEADING, 7)}
    | {"table", "thead", "tbody", "tr", "th", "td"},
    # The star is there because nh3 would let `title` and `lang` pass on everything.
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}},
    set_tag_attribute_values={"pre": {"tabindex": "0"}},  # scrolls sideways, so the keyboard must reach it
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
)


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name that markdown-it calls
        return url.lower().startswith(_SCHEMES)


def _template(state: StateInline, silent: bool) -> bool:
    if not (match := _TEMPLATE.match(state.src, state.pos, state.posMax)):
        return False
    if not silent:
        state.pending += match[0]
    state.pos = match.end()
    return True


def _reshape(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + _FIRST_HEADING - 1)}"
        elif token.type in {"th_open", "td_open"} and (style := token.attrs.pop("style", "")):
            token.attrs["align"] = str(style).removeprefix("text-align:")  # the pages' policy allows no style=
        elif token.children:
            token.children = list(_with_links_only(token.children))


def _with_links_only(tokens: Iterable[Token]) -> Iterable[Token]:
    """Pictures become links to them, because loading one would tell its host who reads the ticket, and when. Links that
    lead nowhere become their words.
    """
    inside_link = False
    for token in tokens:
        if token.type in {"link_open", "link_close"}:
            leads_somewhere = inside_link if token.nesting < 0 else bool(token.attrs["href"])
            inside_link = leads_somewhere and token.nesting > 0
            if leads_somewhere:
                yield token
        elif token.type == "image":
            yield from _picture(token, inside_link)
        else:
            yield token


def _picture(token: Token, inside_link: bool) -> Iterable[Token]:
    address = str(token.attrs["src"])
    text = Token("text", "", 0, content=_text(token.children or []) or address)
    if inside_link or not address:
        return (text,)
    return (Token("link_open", "a", 1, attrs={"href": address}), text, Token("link_close", "a", -1))


_PARSER = _Parser("commonmark", {"html": False, "linkify": False, "breaks": True, "maxNesting": _DEEPEST})
_PARSER.enable(["table", "strikethrough"])
_PARSER.inline.ruler.before("emphasis", "template", _template)
_PARSER.core.ruler.after("inline", "reshape", _reshape)


def render(text: str) -> SafeString:
    """`text` as HTML that may stand in any page or mail: headings from h3, links `nofollow` and without referrer, line
    breaks kept. What is too long, too deep or grows too large is shown as it was typed, in paragraphs; nothing is cut.
    """
    tokens = _parsed(text)
    html = _PARSER.renderer.render(tokens, _PARSER.options, {}) if tokens is not None else ""
    if tokens is None or len(html) > _LARGEST:
        html = linebreaks(text.replace("\0", "\N{REPLACEMENT CHARACTER}"), autoescape=True)
    return mark_safe(_CLEANER.clean(html))


def plain(text: str) -> str:
    """`text` without its markup, for text mails and the search: addresses stand in brackets behind their words."""
    tokens = _parsed(text)
    return text.strip() if tokens is None else _Plain(tokens).text()


def _parsed(text: str) -> Sequence[Token] | None:
    """None where the text is too long, or so deep that the parser dropped a part of it."""
    if len(text) > LONGEST:
        return None
    tokens = _PARSER.parse(text)
    too_deep = any(token.nesting == 1 and token.level >= _DEEPEST - 1 for token in tokens)
    return None if too_deep else tokens


def _text(tokens: Sequence[Token]) -> str:
    pieces = []
    address = ""
    begin = 0
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            pieces.append("\n")
        elif token.type == "image":
            pieces.append(_text(token.children or []))
        elif token.type == "link_open":
            address, begin = str(token.attrs["href"]), len(pieces)
        elif token.type == "link_close" and "".join(pieces[begin:]) != address.removeprefix("mailto:"):
            pieces.append(f" ({address})")
        else:
            pieces.append(token.content)
    return "".join(pieces)


_QUOTE = "> "
_ENDS = {"paragraph_close", "heading_close", "table_close", "code_block", "fence", "hr"}


class _Plain:
    """Walks the tokens once; `prefix` holds what each open quote and list item puts before a line."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.lines: list[str] = []
        self.prefix: list[str] = []
        self.cells: list[str] | None = None
        for token in tokens:
            self.take(token)

    def text(self) -> str:
        while self.lines and not self.lines[-1].strip(_QUOTE):
            self.lines.pop()
        return "\n".join(self.lines)

    def take(self, token: Token) -> None:
        match token.type:
            case "blockquote_open":
                self.prefix.append(_QUOTE)
            case "list_item_open":
                self.prefix.append(f"{token.info}{token.markup} " if token.info else "- ")
            case "blockquote_close" | "list_item_close":
                self.prefix.pop()
            case "tr_open":
                self.cells = []
            case "tr_close":
                self.write(" | ".join(self.cells or []))
                self.cells = None
            case "inline":
                self.words(_text(token.children or []))
            case "code_block" | "fence":
                self.write(token.content.rstrip("\n"))
            case "hr":
                self.write("---")
        if self.ends_block(token):
            self.gap()

    def ends_block(self, token: Token) -> bool:
        if token.type in {"bullet_list_close", "ordered_list_close"}:
            return all(part == _QUOTE for part in self.prefix)
        return not token.hidden and token.type in _ENDS

    def gap(self) -> None:
        if self.lines and self.lines[-1].strip(_QUOTE):
            self.lines.append("".join(part for part in self.prefix if part == _QUOTE).rstrip())

    def words(self, text: str) -> None:
        if self.cells is None:
            self.write(text)
        else:
            self.cells.append(text)

    def write(self, text: str) -> None:
        for line in text.split("\n"):
            self.lines.append(("".join(self.prefix) + line).rstrip())
            # An item's mark stands before its first line only.
            self.prefix = [part if part == _QUOTE else " " * len(part) for part in self.prefix]
