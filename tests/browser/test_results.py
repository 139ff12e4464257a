"""The page of a finished document, as people read, print and download it."""

import docx
import pytest

from bot import wiring
from tests.browser.looking import (
    SMALL,
    assert_accessible,
    expect,
    focus_is_seen,
    patient,
    press,
    resize,
    show_as_printed,
    tab_to,
)
from tests.browser.test_webchat import ask, reply_of
from tests.services.asking import content

pytestmark = pytest.mark.browser
TITLE = "Which option?"
PRINTED_NOWHERE = ("header", "footer", "nav", ".result-aids", ".govuk-button")
TEXT = """**Your choice, side by side**

You choose. Nobody can choose for you.

| | Option 1 | Option 2 | Option 3 | Option 4 |
| --- | --- | --- | --- | --- |
| Control | You choose all of it | You choose, others arrange | The council chooses with you | A mix |
| Time for papers | You keep the papers, or somebody helps you | Few papers | None | It depends on the mix |

**Things to ask**

- [ ] Who can help me with the papers?
- [ ] What happens when my worker is ill?

1. Talk it over.
2. Ask for more time if you need it.

**Where this comes from**

- Social Care (Self-directed Support) (Scotland) Act 2013, section 4: https://www.legislation.gov.uk/asp/2013/1/section/4

**In short:** all four options stay open. You choose.
"""


@pytest.fixture
def address(gateway):
    """Where a document's page is."""
    with gateway.product.units() as work:
        kept = gateway.product.documents.keep(work, TITLE, TEXT)
        work.commit()
    return kept.replace("http://127.0.0.1:8000", gateway.address)


@pytest.fixture
def opened(page, address):
    page.goto(address)
    return page


class TestFromTheChat:
    def test_what_a_tool_said_is_on_the_page_that_it_leads_to(self, page, gateway):
        gateway.product.guiding.use(wiring.toolbox(content()))
        for text, reply in (
            ("holiday calculator", "much the same every week"),
            ("no", "How many hours did the PA work"),
            ("62", "In short"),
        ):
            ask(page, text)
            reply_of(page, reply)
        href = page.get_by_role("link", name="Open as a page").get_attribute("href")
        page.goto(href.replace("http://127.0.0.1:8000", gateway.address))
        expect(page.locator("h1")).to_have_text("Holiday calculator")
        built_up = "7 hours of paid holiday have built up"
        expect(page.locator("article")).to_contain_text(built_up, use_inner_text=True)
        expect(page.locator("article h2").first).to_have_text("How it was worked out")
        assert_accessible(page)


class TestPage:
    def test_it_is_accessible_wide_small_and_magnified(self, opened):
        expect(opened.locator("h1")).to_have_text(TITLE)
        assert_accessible(opened)

    def test_that_it_is_gone_is_said_accessibly(self, page, address, watch):
        watch.errors.foreseen = ("status of 404",)
        page.goto(f"{address[:-1]}_")
        expect(page.locator("h1")).to_have_text("This result is no longer here")
        assert_accessible(page)
        press(page, "begin the tool again")
        page.locator("#end:enabled").wait_for()

    def test_a_table_too_wide_for_a_phone_scrolls_by_itself(self, opened):
        resize(opened, *SMALL)
        frame = opened.locator(".desk-scroll")
        assert frame.evaluate("(part) => part.scrollWidth > part.clientWidth")
        tab_to(opened, "Table 1")
        assert focus_is_seen(opened)

    def test_without_scripts_it_can_be_read_and_downloaded(self, browser, address):
        context = patient(browser.new_context(java_script_enabled=False))
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_text("You choose. Nobody can choose for you.")).to_be_visible()
        expect(page.get_by_role("button", name="Download for Word")).to_be_visible()
        expect(page.locator("[data-print]")).to_be_attached()
        expect(page.locator("[data-print]")).to_be_hidden()
        context.close()


class TestPrint:
    def test_the_button_prints_the_document_and_nothing_around_it(self, opened):
        opened.evaluate("window.print = () => { window.asked = true; }")
        for hidden in PRINTED_NOWHERE:
            expect(opened.locator(hidden).first).to_be_visible()
        press(opened, "Print", leads_on=False)
        opened.wait_for_function("() => window.asked")
        show_as_printed(opened)
        expect(opened.get_by_text("Who can help me with the papers?")).to_be_visible()
        for hidden in PRINTED_NOWHERE:
            expect(opened.locator(hidden).first).to_be_hidden()

    def test_it_goes_on_two_sheets_at_most_with_the_whole_table(self, opened):
        assert opened.pdf(format="A4").count(b"/Type /Page\n") <= 2
        show_as_printed(opened)
        # An A4 sheet within its margins, in CSS pixels.
        resize(opened, 718, 1000)
        assert opened.locator(".desk-scroll").evaluate("(part) => part.scrollWidth <= part.clientWidth")


class TestDownload:
    def test_the_word_file_is_the_document(self, opened):
        with opened.expect_download() as started:
            opened.get_by_role("button", name="Download for Word").click()
        assert started.value.suggested_filename == "which-option.docx"
        document = docx.Document(started.value.path())
        assert document.paragraphs[0].text == TITLE
        assert [cell.text for cell in document.tables[0].rows[0].cells] == ["", *(f"Option {n}" for n in range(1, 5))]

    def test_the_text_is_markdown(self, opened):
        with opened.expect_download() as started:
            opened.get_by_role("button", name="Download as text (Markdown)").click()
        assert started.value.suggested_filename == "which-option.md"
        assert started.value.path().read_text(encoding="utf-8") == f"# {TITLE}\n\n{TEXT}\n"
