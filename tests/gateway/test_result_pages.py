"""Pages of finished documents: for whoever has the link, for nobody else, and not for long."""

import io
import logging

import docx
import pytest

from bot.services.documents import KEPT_FOR

TITLE = "Which option?"
TEXT = "**What matters**\n\n- [ ] Ask <b>first</b>\n\n| | Option 1 |\n| --- | --- |\n| Control | The person |"


@pytest.fixture
def link(product):
    """The path of a document's page."""
    with product.units() as work:
        address = product.documents.keep(work, TITLE, TEXT)
        work.commit()
    return address.removeprefix("http://127.0.0.1:8000")


class TestPage:
    async def test_it_opens_by_the_link_alone(self, client, link):
        response = await client.get(link)
        assert response.status_code == 200
        assert "set-cookie" not in response.headers
        assert '<h1 class="govuk-heading-l">Which option?</h1>' in response.text

    async def test_it_says_until_when_it_works_and_who_can_read_it(self, client, link):
        text = (await client.get(link)).text
        assert "works until <strong>midday tomorrow</strong>" in text
        assert "Only its link opens it" in text

    async def test_words_are_shown_and_html_in_them_is_text(self, client, link):
        text = (await client.get(link)).text
        assert '<h2 class="govuk-heading-m">What matters</h2>' in text
        assert '<li class="result-box">☐ Ask &lt;b&gt;first&lt;/b&gt;</li>' in text
        assert '<th class="govuk-table__header" scope="col">Option 1</th>' in text
        assert '<th class="govuk-table__header" scope="row">Control</th>' in text

    async def test_it_is_kept_by_nobody_and_its_address_told_to_nobody(self, client, link):
        headers = (await client.get(link)).headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert "noindex" in headers["x-robots-tag"]
        assert "script-src 'self'" in headers["content-security-policy"]

    async def test_both_files_are_offered(self, client, link):
        text, token = (await client.get(link)).text, link.rpartition("/")[2]
        assert f'href="{token}.docx"' in text
        assert f'href="{token}.md"' in text


class TestFiles:
    async def test_the_word_document_has_title_and_words(self, client, link):
        response = await client.get(f"{link}.docx")
        assert response.headers["content-disposition"] == 'attachment; filename="which-option.docx"'
        assert response.headers["content-type"].endswith("wordprocessingml.document")
        document = docx.Document(io.BytesIO(response.content))
        assert [p.text for p in document.paragraphs][:2] == [TITLE, "What matters"]

    async def test_the_markdown_is_what_was_written_below_its_title(self, client, link):
        response = await client.get(f"{link}.md")
        assert response.headers["content-disposition"] == 'attachment; filename="which-option.md"'
        assert response.text == f"# {TITLE}\n\n{TEXT}\n"

    async def test_a_title_of_other_letters_gets_a_name_all_the_same(self, client, product):
        with product.units() as work:
            address = product.documents.keep(work, "Ω?\r\n", TEXT)
            work.commit()
        response = await client.get(f"{address}.md")
        assert response.headers["content-disposition"] == 'attachment; filename="result.md"'


class TestMissing:
    @pytest.mark.parametrize("ending", ["", ".docx", ".md"])
    async def test_after_a_day_it_says_so_and_what_to_do(self, client, link, clock, ending):
        clock.pass_(seconds=KEPT_FOR.total_seconds())
        response = await client.get(f"{link}{ending}")
        assert response.status_code == 404
        assert "no longer here" in response.text
        assert "begin the tool again" in response.text
        assert response.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize("token", ["x", "A" * 43, "%00", "é", "A" * 5000, "a.b.docx", ".docx"])
    async def test_an_unknown_address_gets_the_same_page(self, client, link, token):
        response = await client.get(f"/results/{token}")
        assert (response.status_code, "no longer here" in response.text) == (404, True)


class TestLog:
    @pytest.mark.parametrize("ending", ["", ".docx", ".md"])
    async def test_no_line_holds_the_link_also_when_something_breaks(
        self, app, client, link, product, caplog, monkeypatch, ending
    ):
        caplog.set_level(logging.INFO)
        await client.get(f"{link}{ending}")
        monkeypatch.setattr(product.documents, "read", lambda token: (_ for _ in ()).throw(ValueError(token)))
        assert (await client.get(f"{link}{ending}")).status_code == 500
        # The client of these tests writes lines, too.
        lines = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
        assert [line for line in lines if "request.broke" in line] != []
        assert [line for line in lines if link.rpartition("/")[2] in line] == []
