"""Phrases that mail clients and servers add to emails, in many languages.

Attributions, sign-offs and "sent from" of fourteen languages come from `mail-parser-reply`; this module adds what it lacks.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

COLONS = ":："
QUESTIONS = "?？؟"
ENDS = ".!。！…।" + QUESTIONS

FROM = {
    "from", "von", "de", "da", "van", "od", "от", "от кого", "kimden", "gönderen", "发件人", "寄件者", "寄件人", "差出人", "送信者",
    "보낸 사람", "보낸사람", "من", "प्रेषक", "से", "द्वारा", "அனுப்புநர்", "från", "fra", "lähettäjä", "feladó", "de la", "από", "מאת",
    "dari", "từ", "จาก", "expéditeur", "remitente", "mittente", "remetente", "afzender", "absender",
}  # fmt: skip
SENT = {
    "sent", "date", "gesendet", "datum", "envoyé", "envoyé le", "enviado", "enviado el", "enviada em", "enviado em", "fecha", "inviato",
    "data", "verzonden", "wysłano", "wysłane", "отправлено", "дата", "gönderildi", "gönderme tarihi", "tarih", "发送时间", "发送日期", "日期",
    "時間", "时间", "寄件日期", "傳送日期", "送信日時", "日付", "日時", "보낸 날짜", "날짜", "تاريخ الإرسال", "التاريخ", "تم الإرسال", "أرسلت", "भेजा गया",
    "भेजा", "दिनांक", "तिथि", "அனுப்பப்பட்டது", "தேதி", "skickat", "sendt", "dato", "lähetetty", "päivämäärä", "odesláno", "elküldve",
    "dátum", "trimis", "στάλθηκε", "ημερομηνία", "נשלח", "dikirim", "tanggal", "đã gửi", "ngày", "ส่ง", "วันที่",
}  # fmt: skip
TO = {
    "to", "an", "à", "a", "para", "aan", "do", "кому", "kime", "alıcı", "收件人", "收件者", "宛先", "받는 사람", "받는사람", "إلى", "الى", "प्रति", "को",
    "பெறுநர்", "till", "til", "vastaanottaja", "komu", "címzett", "către", "προς", "אל", "kepada", "đến", "ถึง", "destinataire",
}  # fmt: skip
SUBJECT = {
    "subject", "betreff", "objet", "asunto", "oggetto", "assunto", "onderwerp", "temat", "тема", "konu", "主题", "主旨", "主題", "件名", "제목",
    "الموضوع", "विषय", "பொருள்", "தலைப்பு", "ämne", "emne", "aihe", "předmět", "predmet", "tárgy", "subiect", "θέμα", "נושא", "subjek",
    "chủ đề", "เรื่อง", "betr.",
}  # fmt: skip
FIELDS = {
    name: kind for kind, names in (("from", FROM), ("sent", SENT), ("to", TO), ("subject", SUBJECT)) for name in names
}
"""The meaning of each line of the header block above a quoted email, by its name."""

WROTE = (
    "wrote", "writes", "schrieb", "geschrieben", "escribió", "escribio", "a écrit", "ha scritto", "scrisse", "escreveu", "schreef",
    "geschreven", "napisał", "napisała", "написал", "написала", "пишет", "писал", "şunu yazdı", "şunları yazdı", "yazdı", "写道", "寫道",
    "写了", "のメール", "書きました", "님이 작성", "작성했습니다", "كتب", "كتبت", "تمت كتابة", "ने लिखा", "लिखा", "எழுதியது", "எழுதினார்", "skrev",
    "kirjoitti", "napsal", "napísal", "írta", "a scris", "έγραψε", "כתב", "menulis", "đã viết", "เขียนว่า",
)  # fmt: skip
ORIGINAL = (
    "original message", "original", "original email", "original-nachricht", "originalnachricht", "ursprüngliche nachricht",
    "message d'origine", "message d’origine", "message original", "message initial", "mensaje original", "messaggio originale",
    "mensagem original", "oorspronkelijk bericht", "origineel bericht", "oryginalna wiadomość", "wiadomość oryginalna", "исходное сообщение",
    "исходное письмо", "özgün ileti", "orijinal mesaj", "orijinal ileti", "原始邮件", "原始郵件", "回复的原邮件", "元のメッセージ", "원본 메시지",
    "원본 메일", "الرسالة الأصلية", "मूल संदेश", "அசல் செய்தி", "ursprungligt meddelande", "originalmeddelande", "oprindelig meddelelse",
    "opprinnelig melding", "alkuperäinen viesti", "původní zpráva", "eredeti üzenet", "αρχικό μήνυμα", "reply message", "pesan asli",
)  # fmt: skip
FORWARDED = (
    "forwarded message", "begin forwarded message", "forwarded email", "forwarded by", "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht", "weitergeleitete e-mail", "message transféré", "début du message transféré",
    "début du message réexpédié", "mensaje reenviado", "inicio del mensaje reenviado", "messaggio inoltrato", "inizio messaggio inoltrato",
    "mensagem encaminhada", "início da mensagem encaminhada", "doorgestuurd bericht", "begin doorgestuurd bericht",
    "wiadomość przekazana", "przekazana wiadomość", "пересылаемое сообщение", "начало переадресованного сообщения",
    "yönlendirilmiş ileti", "iletilen mesaj", "转发的邮件", "转发邮件", "轉寄郵件", "転送メッセージ", "転送されたメッセージ", "전달된 메시지",
    "رسالة معاد توجيهها", "الرسالة المعاد توجيهها", "अग्रेषित संदेश", "முன்னனுப்பப்பட்ட செய்தி", "vidarebefordrat meddelande",
    "videresendt meddelelse", "videresendt melding", "välitetty viesti", "přeposlaná zpráva", "továbbított üzenet",
)  # fmt: skip
FORWARDING = re.compile(
    r"^\W{0,3}(?:fwd?|wg|tr|rv|rvs|enc|i|inoltro|pd|doorst|doorgest|ilt|i̇lt|пер|转发|轉寄|転送|전달|إعادة توجيه|vb|vs|vl|fyi)\s*[:：]",
    re.IGNORECASE,
)
"""How the subject of a forwarded email begins: its content is then the forwarded email."""

CLOSINGS = {
    "regards", "best regards", "kind regards", "warm regards", "best wishes", "many thanks", "thanks", "thank you", "thx", "cheers",
    "sincerely", "yours sincerely", "yours faithfully", "br", "rgds", "thanks and regards", "thanks & regards",
    "mfg", "vg", "lg", "danke", "vielen dank", "besten dank", "mit freundlichem gruß", "mit freundlichen grüßen", "herzliche grüße",
    "saludos", "un saludo", "saludos cordiales", "un cordial saludo", "gracias", "muchas gracias", "atentamente",
    "cordialement", "bien cordialement", "bien à vous", "merci", "merci d'avance", "sincères salutations",
    "cordiali saluti", "distinti saluti", "saluti", "grazie", "un saluto",
    "atenciosamente", "cumprimentos", "com os melhores cumprimentos", "obrigado", "obrigada", "abraços", "att",
    "groeten", "groet", "met vriendelijke groet", "met vriendelijke groeten", "mvg", "bedankt", "alvast bedankt",
    "pozdrawiam", "z poważaniem", "dziękuję", "с уважением", "спасибо", "с наилучшими пожеланиями",
    "saygılarımla", "saygılarımızla", "teşekkürler", "iyi çalışmalar", "iyi günler",
    "धन्यवाद", "सादर", "शुभकामनाओं सहित", "நன்றி", "அன்புடன்", "مع تحياتي", "مع خالص التحية", "تحياتي", "شكرا", "شكراً", "شكرا لكم", "وشكرا",
    "よろしくお願いします", "よろしくお願いいたします", "以上、よろしくお願いいたします", "宜しくお願い致します", "敬具", "谢谢", "謝謝", "此致", "敬礼", "祝好",
    "감사합니다", "med vänlig hälsning", "med vennlig hilsen", "ystävällisin terveisin", "s pozdravem", "üdvözlettel", "cu stimă",
    "με εκτίμηση", "בברכה", "תודה", "salam", "hormat saya", "trân trọng",
}  # fmt: skip
SENT_FROM = (
    "sent from", "sent with proton", "sent with tutanota", "sent via", "get outlook for", "get bluemail for", "sent on the move",
    "von meinem", "gesendet mit", "gesendet von", "diese nachricht wurde von mein", "envoyé de", "envoyé depuis", "envoyé à partir de",
    "envoyé avec", "enviado desde", "enviado do", "enviado a partir", "enviado con", "inviato da", "inviato con", "inviato dal", "verstuurd vanaf",
    "verzonden vanaf", "verzonden met", "wysłane z", "wysłano z", "отправлено с", "отправлено из", "iphone'umdan gönderildi",
    "iphone’umdan gönderildi", "iphoneから送信", "从我的", "發自我的", "发自我的", "나의 iphone", "أُرسلت من", "مُرسل من", "تم الإرسال من",
    "मेरे iphone से", "எனது iphone", "skickat från", "sendt fra", "lähetetty", "odesláno z", "iphone-omról küldve", "trimis de pe",
    "outlook for ios", "outlook für", "outlook pour", "outlook para", "holen sie sich outlook", "télécharger outlook", "obtener outlook",
)  # fmt: skip

AWAY = (
    "automatic reply", "auto-reply", "auto reply", "autoreply", "automated reply", "auto response", "auto-response", "out of office",
    "out of the office", "out-of-office", "ooo", "away from the office", "away from my office", "vacation", "vacation reply", "on vacation",
    "on leave", "on holiday", "automatische antwort", "automatische antwort auf ihre nachricht", "abwesenheitsnotiz", "abwesenheit",
    "abwesenheitsbenachrichtigung", "abwesend", "nicht im büro", "réponse automatique", "absence du bureau", "absent du bureau",
    "absente du bureau", "message d'absence", "message d’absence", "respuesta automática", "fuera de la oficina", "fuera de oficina",
    "ausente de la oficina", "risposta automatica", "fuori ufficio", "fuori sede", "automatisch antwoord", "afwezigheidsbericht", "afwezig",
    "niet op kantoor", "resposta automática", "fora do escritório", "ausência temporária", "ausente do escritório",
    "odpowiedź automatyczna", "automatyczna odpowiedź", "nieobecność", "poza biurem", "автоматический ответ", "автоответ", "вне офиса",
    "otomatik yanıt", "ofis dışında", "自動応答", "自動返信", "不在通知", "自动答复", "自動答覆", "自动回复", "自動回覆", "자동 회신", "자동 응답", "부재중",
    "رد تلقائي", "الرد التلقائي", "خارج المكتب", "स्वचालित उत्तर", "स्वतः उत्तर", "कार्यालय से बाहर", "தானியங்கு பதில்", "அலுவலகத்தில் இல்லை",
    "automatiskt svar", "autosvar", "automatisk svar", "frånvaromeddelande", "automaattinen vastaus", "automatická odpověď",
    "automatikus válasz", "αυτόματη απάντηση", "răspuns automat", "מענה אוטומטי", "balasan otomatis", "trả lời tự động",
)  # fmt: skip
"""How the subject of an out-of-office reply begins."""

NOT_DELIVERED = (
    "undeliverable", "undelivered", "mail delivery failed", "mail delivery failure", "mail delivery system", "mail system error",
    "delivery status notification", "delivery failure", "delivery has failed", "delivery delayed", "delivery report", "failure notice",
    "returned mail", "returned to sender", "message undeliverable", "message not delivered", "warning: message", "warning: could not send",
    "failed delivery", "could not deliver", "unzustellbar", "zustellung verzögert", "zustellung fehlgeschlagen",
    "mail konnte nicht zugestellt", "non remis", "échec de la remise", "échec de remise", "message non distribué", "no se puede entregar",
    "no entregado", "entrega fallida", "non recapitabile", "mancata consegna", "onbestelbaar", "niet bestelbaar", "não é possível entregar",
    "não entregue", "falha na entrega", "niedostarczalne", "недоставлено", "не доставлено", "iletilemedi", "teslim edilemedi", "配信不能",
    "配信できません", "无法投递", "未送达", "無法傳遞", "배달되지 않음", "تعذر التسليم", "تعذر تسليم", "olevererbart", "kan ikke leveres", "kan inte levereras",
)  # fmt: skip
"""How the subject of a bounce begins."""

UNDELIVERABLE = (
    "undeliverable", "undeliverable mail", "undeliverable message", "message undeliverable", "unzustellbar", "unzustellbare nachricht",
    "nicht zustellbar", "no se puede entregar", "no se pudo entregar", "no entregado", "imposible entregar", "mensaje no entregado",
    "non remis", "non distribuable", "impossible de remettre", "échec de la remise", "échec de remise", "message non distribué",
    "अवितरणीय", "वितरित नहीं किया जा सका", "वितरित नहीं हुआ", "डिलीवर नहीं किया जा सका", "डिलीवर नहीं हुआ", "डिलीवर करने योग्य नहीं",
    "வழங்க முடியாதது", "வழங்க முடியவில்லை", "வழங்கப்படவில்லை", "டெலிவர் செய்ய முடியவில்லை", "டெலிவரி செய்யப்படவில்லை",
    "تعذر التسليم", "تعذر تسليم", "تعذّر التسليم", "تعذّر تسليم", "غير قابل للتسليم", "لم يتم التسليم", "فشل التسليم", "يتعذر تسليم",
    "non recapitabile", "impossibile recapitare", "onbestelbaar", "niet bestelbaar", "não é possível entregar", "não entregue",
    "niedostarczalne", "nie można dostarczyć", "недоставлено", "не доставлено", "не удается доставить", "teslim edilemedi", "iletilemedi",
    "配信不能", "配信できません", "无法投递", "无法传递", "未送达", "未送達", "無法傳遞", "無法傳遞的郵件", "배달되지 않음", "배달할 수 없음",
    "olevererbart", "kan ikke leveres", "kan inte levereras", "det går inte att leverera",
)  # fmt: skip
"""What Exchange and Outlook write before a colon and the subject of a bounced email."""

RETURNED = (
    "undelivered mail returned to sender", "mail delivery failed: returning message to sender", "mail system error - returned mail",
    "returned mail: see transcript for details", "delivery status notification (failure)", "delivery status notification (delay)",
    "warning: could not send message", "failure notice", "benachrichtigung zum übermittlungsstatus (", "benachrichtigung über zustellstatus (",
    "notificación de estado de entrega (", "notificación del estado de entrega (", "notification d'état de remise (",
    "notification d'état de distribution (", "notification de l'état de remise (", "डिलीवरी स्थिति सूचना (", "वितरण स्थिति सूचना (",
    "டெலிவரி நிலை அறிவிப்பு (", "வழங்கல் நிலை அறிவிப்பு (", "إشعار حالة التسليم (", "إخطار حالة التسليم (",
)  # fmt: skip
"""Beginnings of complete bounce subjects that no person writes, including Gmail's."""


def any_of(phrases: Iterable[str]) -> str:
    """Build a pattern that matches any of these phrases, longest first, with any kind of apostrophe and space."""
    escaped = (re.escape(each).replace(r"\ ", r"[ \xa0]+") for each in sorted(phrases, key=len, reverse=True))
    return f"(?:{'|'.join(escaped)})"


@lru_cache
def attributions() -> re.Pattern[str]:
    """Return the pattern of lines like "On Monday, Ann wrote:", from the library."""
    from mailparser_reply.constants import MAIL_LANGUAGES

    return re.compile(
        "|".join(each["wrote_header"] for each in MAIL_LANGUAGES.values() if "wrote_header" in each), re.IGNORECASE
    )


@lru_cache
def closings() -> re.Pattern[str]:
    """Return the pattern of a line that is only a sign-off, from the library and ours."""
    from mailparser_reply.constants import MAIL_LANGUAGES

    signatures = [phrase for each in MAIL_LANGUAGES.values() for phrase in each.get("signatures", ())]
    return re.compile(f"(?:{any_of(CLOSINGS)}|{'|'.join(signatures)})[\\s,.!;~。、，！–—-]*", re.IGNORECASE)


@lru_cache
def sent_from() -> re.Pattern[str]:
    """Return the pattern of a line that names a phone or mail client, from the library and ours."""
    from mailparser_reply.constants import MAIL_LANGUAGES

    phrases = [each["sent_from"] for each in MAIL_LANGUAGES.values() if each.get("sent_from")]
    return re.compile(f"[^\\w]{{0,3}}(?:{any_of(SENT_FROM)}|{'|'.join(phrases)}).{{0,120}}", re.IGNORECASE)
