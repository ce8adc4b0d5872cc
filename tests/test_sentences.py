"""Sentences that are kept and said again later, in another language."""

from broadcaster.messages import N_, Sentence, sentence_in, sentence_json, sentence_of
from broadcaster.model.cap_words import REASONS, reason_in

OUTER = N_("{host} answers {status}")


def test_a_sentence_within_a_sentence_survives_being_kept() -> None:
    sentence = Sentence("{what}: {count}", what=Sentence(OUTER, host="kttv.example", status="404"), count="3")
    assert sentence_of(sentence_json(sentence)) == sentence
    assert sentence.said("vi") == "kttv.example trả lời mã 404: 3"


def test_what_the_record_keeps_in_english_is_recognised() -> None:
    found = sentence_in("kttv.example answers 404", ["nothing", OUTER])
    assert found == Sentence(OUTER, host="kttv.example", status="404")
    assert sentence_in("something else", [OUTER]) is None


def test_every_reason_is_recognised_as_itself() -> None:
    for template in REASONS:
        names = ("limit", "detail", "file", "start", "end", "status", "scope", "kind", "areas", "time")
        values = {name: f"a {{{name}}} (b)\nc" for name in names if f"{{{name}}}" in template}
        assert reason_in(Sentence(template, **values).said("en")) == Sentence(template, **values)


def test_what_is_none_of_ours_stands_as_it_is() -> None:
    assert reason_in("an {odd} note").said("vi") == "an {odd} note"
