"""Whether a champion would see a right article among the five nearest."""

import pathlib

from bot.evaluation.questions import Question
from bot.evaluation.scoring import row
from bot.evaluation.shown import Shown, shown
from bot.helpdesk.vocabulary import OutcomeName, Reply
from bot.services.records import Interaction
from tests.worlds import NOON, world

NEAR = ("options/option-2", "options/option-1")


def test_one_that_says_what_it_must_counts_and_one_beyond_the_fifth_does_not(tmp_path: pathlib.Path):
    product = world(tmp_path)
    others = [name for name in product.content.articles if name.startswith("pa-")][:5]
    questions = {
        "among": (Question("among", "q", "answer", must=("direct payment",)), NEAR),
        "beyond": (Question("beyond", "q", "answer", must=("four options xyz",)), NEAR),
        "sixth": (Question("sixth", "q", "answer", article=NEAR[0]), (*others, NEAR[0])),
        "off topic": (Question("off topic", "q", "offtopic"), ()),
        "in a dialogue": (Question("in a dialogue", "q", "answer", dialogue=True), ()),
    }
    with product.units() as work:
        for name, (_, near) in questions.items():
            kept = [{"article": article, "title": "", "confidence": 0.1} for article in near]
            work.interactions.add(Interaction(f"eval:run-{name}", NOON, "q", "clarify", candidates=kept))
        work.commit()
    rows = [row(question, Reply("", OutcomeName.CLARIFY), 1.0) for question, _ in questions.values()]
    assert shown(product, rows, "eval", "run") == Shown(questions=3, among_five=1)
