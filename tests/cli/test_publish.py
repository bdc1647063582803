"""halflap publish: the public pages as files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from halflap.cli import publish as publish_module
from halflap.cli.publish import MARK
from halflap.meet.commands import LodgeProtest
from halflap.web.export import NotWhole
from tests.cli.running import Done, Runner
from tests.web.busy_day import busy_day

LINK = re.compile(r'(?:href|src)="([^"#]+)')


@pytest.fixture(scope="module")
def meet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("meet") / "day.halflap"
    with busy_day(path):
        pass
    return path


Publish = Callable[[Path], Done]


@pytest.fixture
def publish(run: Runner, meet: Path) -> Publish:
    return lambda folder: run("publish", meet, "--site", folder)


class TestTheFiles:
    def test_lead_from_one_to_another(self, publish: Publish, tmp_path: Path) -> None:
        site = tmp_path / "site"
        assert publish(site).code == 0
        pages = sorted(site.rglob("*.html"))
        assert len(pages) > 50
        broken = []
        for page in pages:
            for link in LINK.findall(page.read_text("utf-8")):
                if link.startswith("data:"):
                    continue
                target = posixpath.normpath(posixpath.join(page.parent.as_posix(), link))
                if not Path(target).is_file():
                    broken.append((page.relative_to(site).as_posix(), link))
        assert broken == []

    def test_are_there_in_every_language(self, publish: Publish, tmp_path: Path) -> None:
        site = tmp_path / "site"
        publish(site)
        english = (site / "c/women/index.html").read_text("utf-8")
        french = (site / "fr/c/women/index.html").read_text("utf-8")
        assert "Final classification" in english
        assert "Classement final" in french
        assert 'href="../../fr/c/women/index.html"' in english
        assert 'href="../../../c/women/index.html"' in french

    def test_do_not_look_for_a_server(self, publish: Publish, tmp_path: Path) -> None:
        site = tmp_path / "site"
        publish(site)
        page = (site / "index.html").read_text("utf-8")
        assert "live.js" not in page
        assert "data-stream" not in page
        assert "Sam &lt;b&gt;Bold" in page

    def test_say_as_of_when_and_do_not_pass_for_live(
        self, publish: Publish, tmp_path: Path
    ) -> None:
        site = tmp_path / "site"
        publish(site)
        for page in site.rglob("*.html"):
            assert re.search(
                r'<p class="as-of">[^<]* \d{4}-\d\d-\d\d \d\d:\d\d, (?:fact|fait) \d+\.</p>',
                page.read_text("utf-8"),
            ), page
        assert 'id="now"' not in (site / "index.html").read_text("utf-8")

    def test_have_nothing_on_them_that_needs_a_server(
        self, publish: Publish, tmp_path: Path
    ) -> None:
        site = tmp_path / "site"
        publish(site)
        assert not (site / "qr").exists()
        assert not list(site.rglob("*.js"))
        for page in site.rglob("*.html"):
            shown = page.read_text("utf-8")
            assert "localhost" not in shown
            assert "data-choose-theme" not in shown

    def test_hold_nothing_that_is_not_released(self, publish: Publish, tmp_path: Path) -> None:
        site = tmp_path / "site"
        publish(site)
        for page in site.rglob("*.html"):
            assert "paced after" not in page.read_text("utf-8")


class TestWhatIsNotWhole:
    def test_is_said_with_the_command_that_goes_on(self, publish: Publish, tmp_path: Path) -> None:
        said = publish(tmp_path / "site").out
        assert "Men’s individual pursuit is not whole yet. Run 1 of First round, heat 3 " in said
        assert " first-round 3 --home TIME --back TIME --competition men" in said
        assert "Women’s individual pursuit is not whole yet. Confirm the record TR: " in said

    def test_names_the_command_that_opens_the_first_competition(
        self, run: Runner, tmp_path: Path
    ) -> None:
        meet = tmp_path / "empty.halflap"
        assert run("new", str(meet), "--name", "Empty", "--track", "250").code == 0
        said = run("publish", str(meet), "--site", str(tmp_path / "site")).out
        assert f"No competition yet: halflap competition {meet} ID --format ID." in said


class TestAPageThatCannotBeMade:
    def test_is_named_and_nothing_is_written(
        self, publish: Publish, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def fails(*_: object) -> dict[str, bytes]:
            raise NotWhole("/c/men", 500)

        monkeypatch.setattr(publish_module, "exported", fails)
        ran = publish(tmp_path / "site")
        assert ran.code != 0
        assert "The page /c/men could not be made (status 500): nothing was written." in ran.err
        assert not (tmp_path / "site").exists()


class TestAgain:
    def test_what_is_the_same_stays(self, publish: Publish, tmp_path: Path) -> None:
        site = tmp_path / "site"
        publish(site)
        before = {path: path.stat().st_mtime_ns for path in site.rglob("*.html")}
        assert "0 written, 0 removed" in publish(site).out
        assert {path: path.stat().st_mtime_ns for path in site.rglob("*.html")} == before

    def test_only_pages_that_changed_are_written_after_a_new_fact(
        self, run: Runner, tmp_path: Path
    ) -> None:
        meet, site = tmp_path / "day.halflap", tmp_path / "site"
        with busy_day(meet) as day:
            assert run("publish", meet, "--site", site).code == 0
            day.act(
                LodgeProtest(competition="men", phase="qualifying", heat="1", by="B", reason="R")
            )
            before = {path: path.read_bytes() for path in site.rglob("*.html")}
            assert run("publish", meet, "--site", site).code == 0
        changed = {
            path.relative_to(site).as_posix()
            for path, body in before.items()
            if path.read_bytes() != body
        }
        assert {"index.html", "fr/index.html", "c/men/qualifying/1/index.html"} <= changed
        assert not any("women" in place for place in changed)

    def test_what_was_cut_off_is_made_up(self, publish: Publish, tmp_path: Path) -> None:
        site = tmp_path / "site"
        publish(site)
        (site / "index.html").unlink()
        assert "1 written" in publish(site).out
        assert (site / "index.html").is_file()

    def test_a_list_of_files_that_is_no_text_is_said(
        self, publish: Publish, tmp_path: Path
    ) -> None:
        site = tmp_path / "site"
        site.mkdir()
        (site / MARK).write_bytes(b'{"\xff":"x"}')
        ran = publish(site)
        assert ran.code != 0
        assert "Choose another folder, or empty this one." in ran.err
        assert "Traceback" not in ran.err

    def test_what_is_gone_is_removed(self, publish: Publish, tmp_path: Path) -> None:
        site = tmp_path / "site"
        publish(site)
        mark = site / MARK
        (site / "old.html").write_text("old")
        mark.write_text(mark.read_text().replace("{", '{"old.html":"x","../kept.txt":"x",', 1))
        (tmp_path / "kept.txt").write_text("not ours")
        assert publish(site).code == 0
        assert not (site / "old.html").exists()
        assert (tmp_path / "kept.txt").exists()


class TestAFolderOfSomebodyElse:
    def test_is_refused_and_left_alone(self, publish: Publish, tmp_path: Path) -> None:
        (tmp_path / "mine.txt").write_text("mine")
        ran = publish(tmp_path)
        assert ran.code != 0
        assert "something that halflap has not written" in ran.err
        assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
