"""The demo shop's teams and categories."""

from chalicelib.configuration.model import Category, Configuration, FieldKind, FormField, Option, Team

NAME = "Fern & Fable"

ORDER = FormField(
    id="order_number", kind=FieldKind.TEXT, names={"en": "Order number", "ar": "رقم الطلب", "de": "Bestellnummer"}
)
DELIVERY_FORM = (
    ORDER,
    FormField(
        id="promised_for",
        kind=FieldKind.DATE,
        names={
            "en": "Promised for",
            "ar": "الموعد المتفق عليه",
            "de": "Zugesagt für",
        },
    ),
    FormField(
        id="carrier_case",
        kind=FieldKind.TEXT,
        for_customers=False,
        names={
            "en": "Case at the carrier",
            "ar": "رقم البلاغ لدى شركة الشحن",
            "de": "Vorgang beim Zusteller",
        },
    ),
)
PRODUCT_FORM = (
    FormField(
        id="light",
        kind=FieldKind.CHOICE,
        names={
            "en": "Where does it stand?",
            "ar": "أين تقف النبتة؟",
            "de": "Standort",
        },
        options=(
            Option(id="sun", names={"en": "In full sun", "ar": "تحت الشمس مباشرة", "de": "Volle Sonne"}),
            Option(id="half", names={"en": "In half shade", "ar": "في ظل جزئي", "de": "Halbschatten"}),
            Option(id="shade", names={"en": "In the shade", "ar": "في الظل", "de": "Schatten"}),
        ),
    ),
    FormField(
        id="pets",
        kind=FieldKind.CHECKBOX,
        names={
            "en": "There are pets or small children",
            "ar": "يوجد حيوانات أليفة أو أطفال صغار",
            "de": "Haustiere oder kleine Kinder",
        },
    ),
)

CONFIGURATION = Configuration(
    teams=(Team(id="orders", name="Orders"), Team(id="billing", name="Billing"), Team(id="support", name="Support")),
    categories=(
        Category(
            id="order",
            team="orders",
            fields=(ORDER,),
            names={
                "en": "An order",
                "ar": "طلب شراء",
                "de": "Eine Bestellung",
                "es": "Un pedido",
                "fr": "Une commande",
                "hi": "ऑर्डर",
                "ta": "ஆர்டர்",
                "ja": "ご注文",
                "pt": "Um pedido",
                "tr": "Sipariş",
            },
        ),
        Category(
            id="delivery",
            team="orders",
            fields=DELIVERY_FORM,
            names={
                "en": "Delivery",
                "ar": "التوصيل",
                "de": "Lieferung",
                "es": "Entrega",
                "fr": "Livraison",
                "hi": "डिलीवरी",
                "ta": "டெலிவரி",
                "ja": "配送",
                "pt": "Entrega",
                "tr": "Teslimat",
            },
        ),
        Category(
            id="payment",
            team="billing",
            names={
                "en": "Payment and invoices",
                "ar": "الدفع والفواتير",
                "de": "Zahlung und Rechnung",
                "es": "Pagos y facturas",
                "fr": "Paiement et factures",
                "hi": "भुगतान और बिल",
                "ta": "கட்டணம் மற்றும் பில்",
                "ja": "お支払い・領収書",
                "pt": "Pagamento e faturas",
                "tr": "Ödeme ve fatura",
            },
        ),
        Category(
            id="refund",
            team="billing",
            names={
                "en": "Refund",
                "ar": "استرداد المبلغ",
                "de": "Erstattung",
                "es": "Reembolso",
                "fr": "Remboursement",
                "hi": "रिफ़ंड",
                "ta": "பணம் திரும்பப் பெறுதல்",
                "ja": "返金",
                "pt": "Reembolso",
                "tr": "İade",
            },
        ),
        Category(
            id="product",
            team="support",
            fields=PRODUCT_FORM,
            names={
                "en": "Plants and products",
                "ar": "النباتات والمنتجات",
                "de": "Pflanzen und Produkte",
                "es": "Plantas y productos",
                "fr": "Plantes et produits",
                "hi": "पौधे और उत्पाद",
                "ta": "செடிகள் மற்றும் பொருட்கள்",
                "ja": "植物・商品",
                "pt": "Plantas e produtos",
                "tr": "Bitkiler ve ürünler",
            },
        ),
        Category(
            id="account",
            team="support",
            names={
                "en": "My account",
                "ar": "حسابي",
                "de": "Mein Konto",
                "es": "Mi cuenta",
                "fr": "Mon compte",
                "hi": "मेरा खाता",
                "ta": "என் கணக்கு",
                "ja": "アカウント",
                "pt": "A minha conta",
                "tr": "Hesap",
            },
        ),
        Category(
            id="other",
            team="support",
            names={
                "en": "Something else",
                "ar": "شيء آخر",
                "de": "Etwas anderes",
                "es": "Otra cosa",
                "fr": "Autre chose",
                "hi": "कुछ और",
                "ta": "வேறு ஏதாவது",
                "ja": "その他",
                "pt": "Outro assunto",
                "tr": "Başka bir konu",
            },
        ),
    ),
    default_team="support",
)


def team_of(category: str) -> str:
    """Return the team of a category."""
    return CONFIGURATION.category_or_default(category).team
