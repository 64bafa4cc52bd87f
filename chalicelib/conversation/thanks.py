"""Detects messages that only say thanks, so that they do not reopen a solved ticket.

Every word must be one that is common in thanks: with one other word, a question, a doubt or a file, it is a normal
message. So false positives are rare, and a false negative costs one click. A single thumbs-up counts as thanks, unless
there was a question. The words are those of the interface languages and of other languages that customers write in.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

MAX_WORDS = 25
BETWEEN_WORDS = re.compile(r"[\s.,;:!¡()\[\]\"“”„«»…،؛।、。！・～*_~–—-]+")
DOUBTS = re.compile(r"[?\uff1f؟¿\d#@/]")
SMILES = re.compile(r"[:;]-?[)D]")
THANKING_SYMBOLS = frozenset("👍🙏❤👏👌💯✅✔💐🌹🤝🫶")
FRIENDLY_SYMBOLS = frozenset("🙂😊😀😃😄😁😍🥰🤗🎉🥳💪☺⭐🌟✨💙💚💛🧡💜😉")
WITHOUT_MEANING = re.compile(
    "[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]"
)  # modifiers of a symbol: variants and skin tones

THANKS = {
    "en": "thank thanks thx thankyou ty cheers appreciated appreciate grateful",
    "de": "danke dank dankeschön merci",
    "es": "gracias agradezco agradecido agradecida",
    "fr": "merci remercie remerciements",
    "it": "grazie ringrazio",
    "pt": "obrigado obrigada obg",
    "nl": "bedankt dank dankjewel dankuwel",
    "hi": "धन्यवाद शुक्रिया",
    "ta": "நன்றி",
    "ar": "شكرا شكراً أشكرك أشكركم مشكور مشكورين",
    "tr": "teşekkür teşekkürler sağol sağolun sağ tşk tşkler",
    "pl": "dziękuję dziekuje dzięki dzieki",
    "sv": "tack",
    "ru": "спасибо благодарю",
    "uk": "дякую",
    "ja": "ありがとうございました ありがとうございます ありがとう 有難うございます 感謝します 感謝いたします 助かりました",
    "zh": "谢谢 多谢 感谢 謝謝 多謝 感謝",
    "ko": "감사합니다 고맙습니다 감사해요 고마워요",
}
FILLERS = {
    "en": (
        "you so very much a lot for the your help quick fast great good perfect works work working now all everything is it "
        "that's thats it's its fine well done awesome excellent wonderful super nice team and many again lovely i am again "
        "support answer reply response really solved resolved ok okay hi hello dear all best kind regards bye day have "
        "brilliant amazing service we are very again indeed this was that helped"
    ),
    "de": (
        "vielen herzlichen besten lieben schön sehr für die ihre eure deine schnelle hilfe antwort rückmeldung alles gut "
        "super klasse prima perfekt es funktioniert jetzt klappt ist gelöst erledigt und hallo liebe grüße viele gruß team "
        "ich bedanke mich ihnen euch dir bei mit freundlichen grüßen mfg lg nochmals das hat geholfen wieder noch einmal"
    ),
    "es": (
        "muchas muchísimas mil por su tu la ayuda rápida respuesta todo perfecto funciona ahora ya está resuelto muy amable "
        "excelente genial saludos hola buen día servicio y le les te equipo bien"
    ),
    "fr": (
        "beaucoup mille pour votre ton l aide réponse rapide tout est parfait ça marche fonctionne maintenant résolu super "
        "génial bien cordialement bonjour bonne journée à vous je encore équipe toute l'équipe et c'est un grand"
    ),
    "it": "mille molte per la tua vostra il vostro aiuto risposta tutto perfetto funziona ora risolto saluti ciao gentile",
    "pt": "muito pela ajuda sua resposta rápida tudo certo perfeito funciona agora resolvido abraço olá bom dia",
    "nl": "heel erg veel hartelijk voor de uw je hulp snelle reactie alles werkt nu opgelost groeten hallo top",
    "tr": (
        "ederim ederiz çok yardımınız yardımlarınız yardımın ilginiz için desteğiniz hızlı cevabınız cevap yanıt şimdi "
        "çalışıyor her şey tamam harika süper mükemmel ol olun iyi günler çalışmalar merhaba selamlar bey hanım"
    ),
    "pl": "bardzo za pomoc szybką odpowiedź wszystko działa teraz super pozdrawiam dzień dobry",
    "sv": "så mycket för hjälpen snabba svaret allt fungerar nu bra hälsningar hej vänliga",
    "ru": "большое вам за помощь быстрый ответ всё все работает теперь отлично огромное здравствуйте",
    "uk": "дуже вам за допомогу швидку відповідь все працює тепер чудово",
    "ja": (
        "どうも 本当に 大変 誠に 早速の 迅速な ご対応 対応 ご返信 返信 ご回答 回答 ご連絡 ご支援 ご協力 サポート をいただき いただき 頂き "
        "くださり して さん 様 さま 解決しました 解決できました 問題なく 動きました 無事に 無事 です ました 早い 親切な おかげさまで の に で を が は と も"
    ),
    "zh": "你 您 你们 您的 你的 非常 十分 很 帮助 支持 回复 的 快速 及时 问题 已 已经 解决 解决了 了 好的 太 好",
    "ko": "정말 대단히 너무 빠른 답변 도움 주셔서 잘 해결되었습니다 해결됐습니다",
    "hi": "बहुत आपका आपकी मदद के लिए अब सब ठीक है काम कर रहा गया",
    "ta": "மிக்க மிகவும் உங்கள் உதவிக்கு இப்போது எல்லாம் சரி வேலை செய்கிறது",
    "ar": "جزيلا جزيلاً لك لكم على المساعدة مساعدتكم سرعة الرد كل شيء يعمل الآن جيد ممتاز تم الحل كثيرا",
}


def only_thanks(body: str, *, attached: bool, names: Iterable[str] = (), answers: bool = False) -> bool:
    """Return whether the message only says thanks and needs no action.

    `names` are those of the people in the conversation, used in greetings and signatures. `answers`: there was a
    question, so a symbol without a word is an answer.
    """
    unknown = unknown_words(body, attached=attached, answers=answers)
    return unknown is not None and unknown <= words_of(names)


def unknown_words(body: str, *, attached: bool, answers: bool = False) -> frozenset[str] | None:
    """Return the words of a message of thanks that can only be names; None for any other message."""
    plain = WITHOUT_MEANING.sub("", SMILES.sub(" ", body))
    symbols = {each for each in plain if unicodedata.category(each) == "So"}
    if attached or DOUBTS.search(plain) or not symbols <= THANKING_SYMBOLS | FRIENDLY_SYMBOLS:
        return None
    words = [piece for word in _split(plain) for piece in _pieces(word)]
    thanking, known = _lexicon()
    has_thanks = not thanking.isdisjoint(words)
    has_symbols = not symbols.isdisjoint(THANKING_SYMBOLS) and not (answers and not has_thanks)
    if len(words) > MAX_WORDS or not (has_thanks or has_symbols):
        return None
    return frozenset(words) - known


def words_of(names: Iterable[str]) -> frozenset[str]:
    """Return the words that names consist of."""
    return frozenset(_folded(part) for name in names for part in BETWEEN_WORDS.split(name) if part)


def _split(text: str) -> list[str]:
    without = "".join(" " if unicodedata.category(each) == "So" else each for each in text)
    return [_folded(word) for word in BETWEEN_WORDS.split(without) if any(map(str.isalpha, word))]


def _pieces(word: str) -> list[str]:
    """Split a word of a language without spaces into known words and the rest between them; keep any other word."""
    if not _UNSPACED.search(word):
        return [word]
    return [piece for piece in _unspaced_words().split(word) if piece]


_UNSPACED = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")  # kana and Chinese characters


@lru_cache
def _unspaced_words() -> re.Pattern[str]:
    """Build a pattern of all known words of these languages, longest first."""
    _, known = _lexicon()
    words = sorted((word for word in known if _UNSPACED.search(word)), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, words))})")


@lru_cache
def _lexicon() -> tuple[frozenset[str], frozenset[str]]:
    thanking = frozenset(_folded(word) for words in THANKS.values() for word in words.split())
    around = frozenset(_folded(word) for words in FILLERS.values() for word in words.split())
    return thanking, thanking | around


def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", word.casefold().replace("’", "'").replace("i\u0307", "i"))
