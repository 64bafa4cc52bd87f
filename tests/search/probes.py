"""Texts in many languages, and what people type who look for them: plurals, endings, missing accents, codes, slips."""

# ruff: noqa: RUF001 - other scripts have letters that look like ours

from typing import Any

from chalicelib.search import stems
from chalicelib.search.model import Document, DocumentKind, Question, message_key

TEXTS = {
    1: ("en", "The printers keep crashing after refunds were issued"),
    2: ("de", "Die Rechnungen wurden nicht übermittelt, Straße falsch"),
    3: ("fr", "Les remboursements sont arrivés très tard"),
    4: ("ru", "Заказы были доставлены повреждёнными"),
    5: ("ja", "注文した商品が届きません。返金してください"),
    6: ("zh", "我的订单还没有发货，请退款"),
    7: ("ar", "لم تصل الطلبات حتى الآن"),
    8: ("tr", "Siparişlerim İstanbul'a ulaşmadı"),
    9: ("th", "สินค้าที่สั่งซื้อยังไม่มาถึง"),
    10: ("ko", "주문한 상품이 아직 도착하지 않았습니다"),
    11: ("hi", "मेरा ऑर्डर अभी तक नहीं आया"),
    12: ("es", "Contraseñas olvidadas y órdenes duplicadas"),
    13: ("en", "error code ERR_SSL_0x80 on host srv-12.example.com order ORD-0012345"),
}
PROBES = {
    "English, endings": ("printer refund", 1),
    "German without ß": ("strasse", 2),
    "German plural": ("rechnung", 2),
    "French without accents": ("tres", 3),
    "French plural": ("remboursement", 3),
    "Russian plural": ("заказ", 4),
    "Japanese, part of a sentence": ("返金", 5),
    "Japanese word": ("商品", 5),
    "Chinese word": ("退款", 6),
    "Arabic": ("الطلبات", 7),
    "Turkish dotted I": ("istanbul", 8),
    "Thai word": ("สินค้า", 9),
    "Korean without its ending": ("상품", 10),
    "Hindi": ("ऑर्डर", 11),
    "Spanish without accents": ("ordenes", 12),
    "Spanish plural": ("contraseña", 12),
    "part of a code": ("0x80", 13),
    "part of a host's name": ("example", 13),
    "order number": ("ORD-0012345", 13),
    "two letters swapped": ("pritners", 1),
    "two letters swapped, and an ending": ("refnuds", 1),
}
SLIPS = frozenset({"two letters swapped", "two letters swapped, and an ending"})
LANGUAGES = frozenset(filter(None, (stems.language_of(language) for language, _ in TEXTS.values())))


def a_document(ticket: int, text: str, *, rev: int = 1, language: str = "en", **more: Any) -> Document:
    """A message, unless `kind` says otherwise."""
    payload: dict[str, Any] = {"kind": DocumentKind.MESSAGE, "requester": "carla", **more}
    return Document(
        key=message_key(ticket, rev), terms=stems.document_terms(text, language), group=str(ticket), **payload
    )


def texts() -> list[Document]:
    return [a_document(number, text, language=language) for number, (language, text) in TEXTS.items()]


def question(text: str, *, people: bool = False, **more: Any) -> Question:
    kinds: dict[str, Any] = {"kinds": (DocumentKind.PERSON,)} if people else {}
    return Question(stems.question_terms(text, LANGUAGES), **kinds, **more)


__all__ = ["LANGUAGES", "PROBES", "SLIPS", "TEXTS", "a_document", "question", "texts"]
