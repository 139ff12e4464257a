"""Content becomes objects, or one error with every fault."""

import pytest

from bot.content.library import digest
from bot.errors import ContentError
from bot.helpdesk.vocabulary import Nation
from tests.content.conftest import ONE, OTHER, Content


class TestLoad:
    def test_the_path_is_the_id_and_the_folder_is_the_topic(self, content: Content):
        library = content.load()
        assert set(library.articles) == {ONE, OTHER}
        assert library.articles[ONE].topic == "options"
        assert library.articles[OTHER].nations == (Nation.UK,)

    def test_an_article_teaches_the_intent_of_its_subject(self, content: Content):
        library = content.load()
        assert (library.subject_of(OTHER), library.intent_of(OTHER)) == ("employing", "ask_employing_pas")

    def test_all_faults_come_at_once(self, content: Content):
        content.change(ONE, titel="x", related=["options/nothing"])
        content.change(OTHER, related=["options/nothing"], sources=[{"id": "hearsay", "ref": ""}])
        with pytest.raises(ContentError) as error:
            content.load()
        faults = error.value.faults
        assert f"articles/{ONE}.md: titel: unknown field; check the spelling or take it out" in "\n".join(faults)
        assert f"articles/{OTHER}.md: sources: “hearsay” is not in sources.yml; register it or correct the id" in faults
        missing = f"articles/{OTHER}.md: related: there is no article “options/nothing”; correct or remove it"
        assert missing in faults

    def test_without_front_matter_the_editor_is_shown_how_to_begin(self, content: Content):
        content.article(ONE).write_text("## Short answer\nYes.\n")
        with pytest.raises(ContentError, match="has no front matter; begin with a line “---”"):
            content.load()

    def test_a_figure_that_nobody_registered_is_a_fault(self, content: Content):
        content.answer(ONE, "You get {fact:pocket_money}.")
        with pytest.raises(ContentError, match=r"{fact:pocket_money} is not in facts.yml; add it or correct the name"):
            content.load()

    def test_a_folder_that_is_no_topic_is_a_fault(self, content: Content):
        target = content.article("holidays/where")
        target.parent.mkdir()
        content.article(ONE).rename(target)
        with pytest.raises(ContentError, match=r"the folder “holidays” is not a topic in topics\.yml"):
            content.load()

    def test_a_broken_register_is_named(self, content: Content):
        (content.folder / "policy.yml").unlink()
        with pytest.raises(ContentError, match=r"policy\.yml: the file is missing"):
            content.load()

    @pytest.mark.parametrize("name", ["glossary.yml", "replies.yml"])
    def test_a_register_that_is_a_list_is_a_fault(self, content: Content, name: str):
        content.write(name, ["a", "b"])
        with pytest.raises(ContentError, match=name):
            content.load()


class TestDigest:
    def test_the_same_content_has_the_same_fingerprint(self, content: Content):
        assert digest(content.folder) == digest(content.folder)

    def test_a_changed_moved_or_added_file_changes_it(self, content: Content):
        prints = [digest(content.folder)]
        content.change(ONE, version=2)
        prints.append(digest(content.folder))
        content.article(ONE).rename(content.article("options/first"))
        prints.append(digest(content.folder))
        content.article("options/new").write_text("")
        prints.append(digest(content.folder))
        assert len(set(prints)) == 4
