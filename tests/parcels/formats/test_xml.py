"""XML as one parser takes it: told in its order, refused where it is deep, broken or has definitions of its own."""

import pytest

from geokit.errors import FormatError
from geokit.parcels.formats import _xml
from geokit.parcels.formats._xml import has_doctype, parse_xml, root_name


@pytest.fixture
def path(tmp_path):
    def write(text):
        (tmp_path / "x.xml").write_text(text, encoding="utf-8")
        return tmp_path / "x.xml"

    return write


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"<kml>", "kml"),
        (b"<k:kml xmlns:k='x'>", "kml"),
        (b" \n<kml/>", "kml"),
        (b"\xef\xbb\xbf<kml>", "kml"),
        ("<kml>".encode("utf-16"), "kml"),
        (b"\xfe\xff" + "<kml>".encode("utf-16-be"), "kml"),
        (b"<?xml version='1.0'?>\n<?x ?> <!-- <a> - -> --><kml>", "kml"),
        (b"<?x > ?><kml>", "kml"),
        (b"<!DOCTYPE a><kml>", "kml"),
        (b"<!DOCTYPE a [<!ENTITY e '>'> ] ><kml>", "kml"),
        (b"<!DOCTYPE a><b c='['>", "b"),
        (b"<!----><kml>", "kml"),
        (b"<!-- x", None),
        (b"<?xml", None),
        (b"<!DOCTYPE a [", None),
        (b"<!DOCTYPE a [ ]", None),
        (b"<!DOCTYPE", None),
        (b"kml", None),
        (b"< kml>", None),
        (b"", None),
    ],
)
def test_the_name_of_the_first_element(head, name):
    assert root_name(head) == name


class Heard:
    def __init__(self):
        self.starts, self.ends, self.texts = [], [], []

    def start(self, name, attributes, line):
        self.starts.append((name, attributes, line))

    def end(self, name):
        self.ends.append(name)

    def text(self, text):
        self.texts.append(text)


def heard(path):
    listener = Heard()
    parse_xml(path, listener)
    return listener


def test_a_document_is_told_in_its_order(path):
    found = heard(path('<a b="1">x\n<c:d/>&lt;y</a>'))
    assert found.starts == [("a", {"b": "1"}, 1), ("c:d", {}, 2)]
    assert found.ends == ["c:d", "a"]
    assert "".join(found.texts) == "x\n<y"
    # Text comes in one piece that is no longer than the parser's buffer.
    assert len(heard(path(f"<a>{'x' * 65_536}</a>")).texts) == 1


def test_elements_stand_so_deep_in_one_another(path):
    deep = "<a>" * 256 + "</a>" * 256
    assert len(heard(path(deep)).ends) == 256
    assert len(heard(path(f"<b>{deep[3:-4] * 2}</b>")).ends) == 511
    with pytest.raises(FormatError, match="more than 256 deep") as caught:
        heard(path(f"<a>\n{deep}</a>"))
    assert caught.value.line == 2
    assert "256 层" in caught.value.localize("zh")


def test_xml_that_is_none_is_refused_with_its_line(path):
    with pytest.raises(FormatError, match="cut short") as caught:
        heard(path("<a>\n<b>\n</a>"))
    assert caught.value.line == 3
    with pytest.raises(FormatError, match="cut short"):
        heard(path("<?xml version='1.0' encoding='klingon'?><a/>"))
    with pytest.raises(FormatError, match="DOCTYPE"):
        heard(path("<!DOCTYPE a><a/>"))


@pytest.mark.parametrize(
    ("declared", "codec", "encoding"),
    [
        ("GB2312", "gbk", "gb18030"),
        ("gbk", "gbk", "gb18030"),
        ("GB18030", "gb18030", "gb18030"),
        ("GB2312", "utf-8", "utf-8"),
        ("Big5", "big5", "big5"),
        ("UTF-8", "utf-8", "utf-8"),
        ("UTF-16", "utf-16", "utf-16"),
    ],
)
def test_text_is_read_in_the_encodings_of_chinese(tmp_path, declared, codec, encoding):
    path = tmp_path / "x.xml"
    path.write_bytes(f'<?xml version="1.0" encoding="{declared}"?><a b="地">中文</a>'.encode(codec))
    listener = Heard()
    assert parse_xml(path, listener) == encoding
    assert listener.starts == [("a", {"b": "地"}, 1)]
    assert "".join(listener.texts) == "中文"


@pytest.mark.parametrize("declared", ["GBK", "big5"])
def test_xml_in_an_encoding_of_chinese_is_refused_as_any_other(tmp_path, declared):
    path = tmp_path / "x.xml"
    head = f"<?xml version='1.0' encoding='{declared}'?>".encode()
    path.write_bytes(head + b"<!DOCTYPE a><a/>")
    with pytest.raises(FormatError, match="DOCTYPE"):
        heard(path)
    path.write_bytes(head + b"\n<a>\xff\xff</a>")
    with pytest.raises(FormatError, match=r"encoding|neither"):
        heard(path)


@pytest.mark.parametrize(
    ("text", "has_one"),
    [
        ("<!DOCTYPE a><a/>", True),
        ("<?xml version='1.0'?>" + " " * 40 + "<!DOCTYPE a []><a/>", True),
        ("<a>" + " " * 40 + "</a>", False),
        ("<a><!DOCTYPE a></a>", False),
        ("x", False),
        ("", False),
        ("<!DOCTYPE a><<", True),
        ("<?xml version='1.0' encoding='klingon'?><!DOCTYPE a><a/>", False),
    ],
)
def test_whether_a_document_type_is_declared(path, monkeypatch, text, has_one):
    for size in (16, 1 << 14):
        monkeypatch.setattr(_xml, "_BLOCK_BYTES", size)
        with path(text).open("rb") as stream:
            assert has_doctype(stream) == has_one
