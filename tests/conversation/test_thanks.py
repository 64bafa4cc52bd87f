"""Thanks and nothing else, in the desk's languages; and everything that only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.conversation.thanks import only_thanks, unknown_words

ONLY_THANKS = [
    "Thanks!",
    "Thank you so much :)",
    "Thanks a lot for your quick help.",
    "Many thanks, Ada!\n\nBest regards\nCarla Romero",
    "Perfect, it works now. Thank you!",
    "ok thx",
    "Thank you 🙏🙏",
    "THANK YOU",
    "thanks :-)",
    "That’s great, thank you again!",
    "Danke!",
    "Vielen Dank für die schnelle Hilfe!",
    "Super, danke. Liebe Grüße",
    "Alles klappt, herzlichen Dank",
    "Muchas gracias por su ayuda",
    "¡Gracias!",
    "Merci beaucoup !",
    "Merci, tout est parfait.",
    "Grazie mille",
    "Muito obrigado",
    "Bedankt voor de snelle reactie",
    "धन्यवाद",
    "बहुत बहुत धन्यवाद",
    "மிக்க நன்றி",
    "شكرا جزيلا",
    "شكراً لكم",
    "Teşekkürler!",
    "Çok teşekkür ederim, iyi günler",
    "Yardımınız için teşekkürler",
    "TEŞEKKÜRLER",
    "ありがとうございます",
    "どうもありがとうございました。",
    "迅速なご対応ありがとうございました！",
    "Adaさん、ありがとう",
    "谢谢！",
    "非常感谢您的帮助。",
    "감사합니다",
    "Dziękuję bardzo za pomoc",
    "Спасибо!",
    "Tack så mycket",
    "👍",
    "👍🏽",
    "🙏🙏",
    "❤️",
    "👍 😊",
    "Great 👍",
    "ok 👌",
]
MORE_THAN_THANKS = [
    "Thanks, but it still does not work.",
    "Thank you. When will it arrive?",
    "Thanks. My order is 48213",
    "Great",
    "ok",
    "",
    "Teşekkürler ama hâlâ çalışmıyor",
    "ありがとうございます、まだ動きません",
    "谢谢,但是不行",
    "👎",
    "😡",
    "Thanks 😡",
    "😊",
    "👍?",
    "Thanks, I have sent the parcel back",
    "Thanks for nothing",
    "No thanks, cancel it",
    "Danke, aber es geht immer noch nicht",
    "Danke. Bitte noch die Rechnung schicken.",
    "Gracias, pero no funciona",
    "Merci, mais ça ne marche pas",
    "Thank you! See https://example.com/x",
    "thanks @ada",
    "Thanks " * 26,
    "धन्यवाद, लेकिन यह काम नहीं करता",
    "شكرا لكن المشكلة مستمرة",
    "نعم",
    "Thank you, could you send the invoice",
    "Thanks! One more thing: the colour is wrong",
]
NAMES = ("Carla Romero", "Ada")


@pytest.mark.parametrize("body", ONLY_THANKS)
def test_message_of_thanks_only_is_recognised(body: str) -> None:
    assert only_thanks(body, attached=False, names=NAMES)


@pytest.mark.parametrize("body", MORE_THAN_THANKS)
def test_message_with_more_than_thanks_is_not_thanks_only(body: str) -> None:
    assert not only_thanks(body, attached=False, names=NAMES)


@pytest.mark.parametrize("body", ONLY_THANKS)
def test_message_with_a_file_is_never_thanks_only(body: str) -> None:
    assert not only_thanks(body, attached=True, names=NAMES)


@given(
    st.sampled_from(ONLY_THANKS),
    st.sampled_from(["refund", "broken", "missing", "Rechnung", "cancel", "never"]),
    st.booleans(),
)
def test_one_other_word_makes_a_message_more_than_thanks(thanks: str, word: str, before: bool) -> None:  # noqa: FBT001
    assert not only_thanks(f"{word} {thanks}" if before else f"{thanks} {word}", attached=False, names=NAMES)


@given(st.text(max_size=200))
def test_any_text_is_classified_and_text_without_thanks_is_not_thanks(text: str) -> None:
    assert only_thanks(text, attached=False) in {True, False}
    assert not only_thanks("zzz " + text, attached=False)


def test_names_alone_are_no_thanks() -> None:
    assert not only_thanks("Ada", attached=False, names=NAMES)
    assert not only_thanks("Thanks Boris", attached=False, names=NAMES)


def test_thumbs_up_counts_as_an_answer_to_a_question() -> None:
    assert not only_thanks("👍", attached=False, answers=True)
    assert only_thanks("Thanks 👍", attached=False, answers=True)


def test_possible_names_in_thanks_are_returned_for_lookup() -> None:
    assert unknown_words("Thank you, Mira", attached=False) == frozenset({"mira"})
    assert unknown_words("Miraさん、ありがとう", attached=False) == frozenset({"mira"})
    assert unknown_words("Thanks!", attached=False) == frozenset()
    assert unknown_words("Mira, it is broken", attached=False) is None
