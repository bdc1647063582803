"""The checks of pages find what they are for, on pages that have exactly that fault."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest

from tests.web.browser.auditing import audit, axe_faults, html_faults, layout_faults
from tests.web.browser.conftest import Browse
from tests.web.browser.watching import Watch

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Heat 1</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/sheet.css"></head>
<body><main><h1>Heat 1</h1>{body}</main></body></html>
"""
SHEET = """
body { color: #111; background: #fff; font-size: 16px }
.pale { color: #ccc }
.wide { width: 5000px; white-space: nowrap; position: relative; left: 1250px }
.under, .over { position: absolute; top: 200px; left: 20px }
.cut { width: 60px; overflow: hidden; white-space: nowrap }
.short { height: 20px; width: 80px; overflow: hidden }
.aside { width: 200px; overflow-x: auto; white-space: nowrap }
.unseen { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }
"""
KINDS = {"css": "text/css", "js": "text/javascript"}
FINE = (
    '<p>Four riders</p><p class="unseen">said to screen readers only, and long</p>'
    '<div class="aside" tabindex="0">a table that scrolls to the side, as it may, to its end</div>'
)


class _Pages(http.server.BaseHTTPRequestHandler):
    pages: ClassVar[dict[str, str]] = {}

    def do_GET(self) -> None:
        kind = KINDS.get(self.path.partition(".")[2], "text/html; charset=utf-8")
        self.send_response(200 if self.path in self.pages else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.end_headers()
        self.wfile.write(self.pages.get(self.path, "").encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served() -> Iterator[dict[str, str]]:
    """Pages by their path; the key "" is where they are served."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as server:
        pages = _Pages.pages = {"/sheet.css": SHEET, "/favicon.ico": ""}
        pages[""] = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield pages
        server.shutdown()
        thread.join()


@pytest.mark.needs("node")
class TestAPage:
    def test_without_a_fault_passes(self, served: dict[str, str], browse: Browse) -> None:
        served["/"] = PAGE.format(body=FINE)
        audit(browse(served[""] + "/", width=320))

    def test_is_told_from_one_with_faults(self, served: dict[str, str], browse: Browse) -> None:
        served["/"] = PAGE.format(
            body='<p class="wide">out</p><p id="a" id="b"></p><img src="/favicon.ico">'
        )
        with pytest.raises(AssertionError) as failed:
            audit(browse(served[""] + "/"))
        assert {"overflow: the", "axe image-alt", "html no-dup-a"} <= {
            line[:13] for line in str(failed.value).splitlines()
        }


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p class="wide">a long way out</p>', "overflow: the page is"),
        ('<p class="wide">a long way out</p>', "overflow: “a long way out”"),
        ('<p class="under">Heat one</p><p class="over">Heat two</p>', "overlap: “Heat one"),
        ('<p class="cut">a name that does not fit in it</p>', "cut off at the side: “a name"),
        ('<p class="short">a sentence of several lines in it</p>', "cut off below: “a sen"),
    ],
)
def test_a_fault_of_the_layout_is_found(
    served: dict[str, str], browse: Browse, body: str, fault: str
) -> None:
    served["/"] = PAGE.format(body=body)
    found = layout_faults(browse(served[""] + "/"))
    assert [each for each in found if each.startswith(fault)], found


@pytest.mark.needs("node")
@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p class="pale">Four riders</p>', "axe color-contrast"),
        ('<form><input name="bib"></form>', "axe label"),
        ('<button type="button"></button>', "axe button-name"),
    ],
)
def test_a_fault_of_access_is_found(
    served: dict[str, str], browse: Browse, body: str, fault: str
) -> None:
    served["/"] = PAGE.format(body=body)
    found = axe_faults(browse(served[""] + "/"))
    assert [each for each in found if each.startswith(fault)], found


@pytest.mark.needs("node")
def test_a_fault_of_the_html_is_found(served: dict[str, str], browse: Browse) -> None:
    served["/"] = PAGE.format(body="<ul><p>no item</p></ul><p id='a'></p><p id='a'></p>")
    found = html_faults(browse(served[""] + "/"))
    assert [f for f in found if f.startswith("html element-permitted-content")], found
    assert [f for f in found if f.startswith("html no-dup-id")], found


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<script>document.title = 'x'</script>", "console error: Executing inline script"),
        ("<p style='color: red'>x</p>", "console error: Applying inline style"),
        ("<img src='http://localhost.invalid/x.png' alt=''>", "asked elsewhere: http://localhost."),
        ("<script type='module' src='/fails.js'></script>", "script failed: no such rider"),
    ],
)
def test_what_goes_wrong_unseen_is_written_down(
    served: dict[str, str], browse: Browse, watch: Watch, body: str, fault: str
) -> None:
    served["/fails.js"] = "throw new Error('no such rider')"
    served["/"] = PAGE.format(body=body)
    browse(served[""] + "/").wait_for_load_state()
    found = watch.faults
    watch.forgive("")
    assert [each for each in found if each.startswith(fault)], found
