"""Whether a message says thanks and nothing else, so that a solved ticket need not be opened again for it.

Every word must be one that thanks are made of: one word too many, a question, a doubt or a file, and it is a message like any
other. So a wrong yes is rare, and a wrong no costs one click. The words are those of the desk's languages.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

MOST_WORDS = 25
BETWEEN_WORDS = re.compile(r"[\s.,;:!¡()\[\]\"“”„«»…،؛।*_~–—-]+")
DOUBTS = re.compile(r"[?\uff1f؟¿\d#@/]")
SMILES = re.compile(r"[:;]-?[)D]")

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
}
AROUND = {
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
    "hi": "बहुत आपका आपकी मदद के लिए अब सब ठीक है काम कर रहा गया",
    "ta": "மிக்க மிகவும் உங்கள் உதவிக்கு இப்போது எல்லாம் சரி வேலை செய்கிறது",
    "ar": "جزيلا جزيلاً لك لكم على المساعدة مساعدتكم سرعة الرد كل شيء يعمل الآن جيد ممتاز تم الحل كثيرا",
}


def only_thanks(body: str, *, attached: bool, names: Iterable[str] = ()) -> bool:
    """Whether the message thanks, and says nothing that somebody would have to act on.

    `names` are those of the people in the conversation: they greet and sign with them.
    """
    plain = SMILES.sub(" ", body)
    words = [_folded(word) for word in BETWEEN_WORDS.split(plain) if any(map(str.isalpha, word))]
    if attached or not words or len(words) > MOST_WORDS or DOUBTS.search(plain):
        return False
    thanking, known = _lexicon()
    called = {_folded(part) for name in names for part in BETWEEN_WORDS.split(name)}
    return not thanking.isdisjoint(words) and (known | called).issuperset(words)


@lru_cache
def _lexicon() -> tuple[frozenset[str], frozenset[str]]:
    thanking = frozenset(_folded(word) for words in THANKS.values() for word in words.split())
    around = frozenset(_folded(word) for words in AROUND.values() for word in words.split())
    return thanking, thanking | around


def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", word.casefold().replace("’", "'"))
