# أقسام لوحة الوكلاء بجانب القوائم: العملاء والوكلاء وإعداد مكتب المساعدة. تتوفر فيها نصوص اللوحة أيضًا.
set-up = الإعداد
save = حفظ
discard = تجاهل التغييرات
unsaved = لم يُحفظ بعد
change = تعديل
remove = حذف
understood = حسنًا
yes = نعم
no = لا
nothing = لا شيء
before = قبل:
after = بعد:
no-rights = هذه الصفحة للمشرفين
no-rights-text = لا يملك حسابك صلاحية عرض إعداد مكتب المساعدة أو تعديله. اطلب ما تحتاج إليه من أحد المشرفين.
person-name = الاسم
name-needed = أدخل اسمًا.
email-needed = أدخل بريدًا إلكترونيًا مثل name@example.com.
time-zone = المنطقة الزمنية
read-only = للقراءة فقط

## نسختان

conflict-title = عدّل شخص آخر هذا في هذه الأثناء
conflict-summary = لم يُحفظ: تغيّر هذا منذ أن فتحته. نسختك محفوظة.
conflict-field = الحقل
conflict-current = الآن
conflict-own = نسختك
conflict-overwrite = حفظ نسختي
conflict-discard = إبقاء الموجود الآن
gone-meanwhile = لم يُحفظ: حُذف هذا في هذه الأثناء. ما كتبته محفوظ.

## العملاء

customer = العميل
people-find = الاسم أو البريد الإلكتروني
people-found = { $n ->
    [0] لا نتائج
    [one] عُثر على شخص واحد
    [two] عُثر على شخصين
    [few] عُثر على { $n } أشخاص
   *[other] عُثر على { $n } شخصًا
  }
people-none = لا يوجد عميل بهذا الاسم أو البريد. يمكنك تسجيل عميل قبل أن يراسلنا.
people-start = ابحث عن عميل
people-start-text = اكتب بداية الاسم أو البريد الإلكتروني.
people-incomplete = ما زال البحث قيد التجهيز، وقد لا يظهر بعض الأشخاص. البحث بالبريد الإلكتروني كاملًا يعمل دائمًا.
new-customer = عميل جديد
new-customer-hint = لن تُرسل أي رسالة إليه. وعندما يأتي بنفسه يجد تذاكره هنا.
add-customer = إضافة العميل
address-taken = هذا البريد الإلكتروني مستخدم بالفعل.
see-customer = انتقل إلى هذا العميل
profile = الملف الشخصي
customer-since = معروف منذ
customer-mails = الرسائل التي تصله
mails-all = كلها
mails-none = لا شيء
mails-without = كلها ما عدا:
notice-received = وصول الطلب
notice-replied = وصول رد
notice-status-changed = تغيّر الحالة
notice-reminder = التذكيرات
notice-closed = إغلاق التذكرة
notice-reopened = إعادة فتح التذكرة
notice-merged = ضم التذكرة إلى أخرى
notice-rating = طلب التقييم
edit-customer = تصحيح البيانات
customer-only-hint = البريد الإلكتروني واختيار الرسائل من شأن العميل وحده.
customer-language-hint = نراسله بهذه اللغة.
customer-zone-hint = تُكتب الأوقات في الرسائل بحسبها.
customer-tickets = التذاكر
customer-new-ticket = تذكرة جديدة له
show-unsolved = غير محلولة
customer-no-tickets = لا توجد تذاكر
customer-no-tickets-text = لم يراسلنا بعد، أو راسل فريقًا لا ترى تذاكره.

## الأدوار والصلاحيات

role = الدور
role-customer = عميل
role-agent = وكيل
role-lead = قائد فريق
role-admin = مشرف
role-hint = يشارك القادة الردود المحفوظة ويرون عبء عمل الآخرين، ويضبط المشرفون إعداد المكتب أيضًا.
role-own = لا يغيّر أحد دوره بنفسه. يمكن لمشرف آخر ذلك.
teams = الفرق
teams-hint = بالصلاحية الكاملة تصله تذاكر الفريق ويرد عليها، وبالقراءة فقط يراها ويكتب ملاحظات.
right-none = ليس فيه
right-full = صلاحية كاملة
right-read = قراءة فقط
no-team = بلا فريق
team-read = { $name } (قراءة فقط)

## الوكلاء

agent = الوكيل
deactivated = معطّل
absent-until = خارج المكتب حتى
absent-from = خارج المكتب من
locked-out = لا يمكنه الدخول
team-empty = لا أحد هنا
team-empty-text = لا يوجد وكيل في هذا الفريق بعد.
at-a-glance = نظرة سريعة
ratings = التقييمات
ratings-summary = { $count ->
    [one] { $average } من 5، من تقييم واحد في آخر { $days } يومًا
    [two] المتوسط { $average } من 5، من تقييمين في آخر { $days } يومًا
    [few] المتوسط { $average } من 5، من { $count } تقييمات في آخر { $days } يومًا
   *[other] المتوسط { $average } من 5، من { $count } تقييمًا في آخر { $days } يومًا
}
ratings-empty = لا توجد تقييمات بعد
ratings-empty-text = عندما يقيّم العميل تذكرة، يُحسب التقييم للوكيل الذي كتب آخر رد.
in-hand = قيد المعالجة
agent-since = هنا منذ
skills = المهارات
skills-hint = افصل بينها بفواصل. يفضّل التوزيع مَن لديه ما تحتاج إليه التذكرة.
languages = اللغات
languages-hint = رموز تفصل بينها فواصل، مثل en, ar, de.
cap = أقصى عدد تذاكر في وقت واحد
cap-hint = لا يُسند التوزيع أكثر من ذلك، ويمكن إسناد المزيد يدويًا.
cap-wrong = أدخل عددًا صحيحًا من 0 إلى 500.
agent-edit = الدور والفرق والمهارات
agent-saved = حُفظ. تسري الصلاحيات الجديدة خلال نصف دقيقة.
agent-access = الدخول
agent-access-text = من لم يسجّل الدخول بعد يمكن أن تصله دعوة أخرى. ومن يغادر يُعطَّل حسابه.
agent-deactivated-text = لا يمكنه دخول اللوحة. يبقى ما كتبه وتاريخ تذاكره.
invite = دعوة وكيل
invite-hint = تصله رسالة بكلمة مرور أولى. والعميل الذي تتم دعوته يحتفظ باسمه وحسابه.
send-invitation = إرسال الدعوة
invited = الدعوة في طريقها إلى { $name }
invited-known = يعمل { $name } هنا الآن، ويسجّل الدخول كما في السابق
invite-again = إعادة إرسال الدعوة
invitation-not-needed = لا حاجة إلى دعوة: سبق أن سجّل الدخول، أو حسابه معطّل.
agent-already = يعمل هنا شخص بهذا البريد الإلكتروني بالفعل.
see-agent = انتقل إلى هذا الوكيل
deactivate = تعطيل الحساب
deactivate-title = هل تريد تعطيل حساب { $name }؟
deactivate-out = يُسجَّل خروج { $name } من كل الأجهزة خلال دقيقة، ولا يمكنه الدخول من جديد.
deactivate-tickets = { $n ->
    [0] لا توجد تذاكر تنتظره.
    [one] التذكرة التي تنتظره تنتقل إلى غيره.
    [two] التذكرتان اللتان تنتظرانه تنتقلان إلى غيره.
    [few] التذاكر التي تنتظره، وعددها { $n }، تنتقل إلى غيره.
   *[other] التذاكر التي تنتظره، وعددها { $n }، تنتقل إلى غيره.
  }
deactivate-history = يبقى كل ما كتبه. ويمكنك تفعيل حسابه في أي وقت.
now-deactivated = عُطّل حساب { $name }
activate = تفعيل الحساب
activate-title = هل تريد تفعيل حساب { $name }؟
activate-text = يمكن لـ{ $name } تسجيل الدخول بصلاحياته السابقة. لا تعود التذاكر تلقائيًا، وعليه أن يتصل بنفسه.
activated = فُعّل حساب { $name } من جديد
is-deactivated = حساب { $name } معطّل ولا يمكنه تسجيل الدخول.
is-locked-out = توقّف تغيير صلاحيات { $name } قبل اكتماله، ولا يمكنه الدخول حتى يكتمل.
finish-it = إكمال التغيير
finished = اكتمل. يمكنه الدخول وفق التغيير.
active = نشط

## الغياب

absence = خارج المكتب
absence-none = لا يوجد غياب مقرر.
absence-set = تحديد غياب
absence-change = تعديل
absence-cancel = إلغاء الغياب
absence-back = عاد بالفعل
absence-own = متى تكون خارج المكتب؟
absence-of = متى يكون { $name } خارج المكتب؟
absence-hint = لا تُسند تذاكر في هذه الأثناء. وما ينتظر ردًّا ينتقل إلى غيره عند بدء الغياب.
absence-from = من
absence-to = إلى
absence-needed = اختر يومًا ووقتًا.
absence-order = يجب أن ينتهي بعد أن يبدأ.
absence-saved = حُفظ
absence-ended = أُلغي الغياب
in-your-zone = الأوقات بحسب منطقتك الزمنية: { $zone }.

## الفرق

section-teams = الفرق
teams-about = يتشارك الفريق قائمة واحدة، وتقود كل فئة من التذاكر إلى أحد الفرق.
team-name = اسم الفريق
team-add = إضافة فريق
team-added = أُضيف الفريق
team-change = تعديل { $name }
team-changed = حُفظ
team-open = يرى كل الوكلاء تذاكره
team-open-hint = وإلا فيراها أعضاؤه والمشرفون فقط.
team-is-open = يرى كل الوكلاء تذاكره
team-is-closed = يرى تذاكره الأعضاء والمشرفون فقط
team-default = الفريق الافتراضي
team-name-taken = يوجد فريق بهذا الاسم بالفعل، أو تعذّر اشتقاق اسم قصير منه.
team-remove-title = هل تريد حذف الفريق { $name }؟
team-remove-text = يجب ألا تكون لديه تذاكر قيد المعالجة: انقلها أولًا إلى فريق آخر. تبقى التذاكر المغلقة كما هي.
team-removed = حُذف { $name }
team-needed = ما زالت هناك حاجة إلى { $name }
team-is-default = هو الفريق الافتراضي. اختر فريقًا آخر أولًا:
team-is-led = { $n ->
    [one] تقود إليه فئة: { $names }. اختر لها فريقًا آخر أولًا:
   *[other] تقود إليه فئات: { $names }. اختر لها فريقًا آخر أولًا:
  }
team-has-tickets = لديه تذاكر غير مغلقة. انقلها أولًا إلى فريق آخر.

## الفئات ونماذجها

section-categories = الفئات
categories-about = ما يمكن أن تتناوله التذاكر، بالترتيب الذي يراه العملاء.
category-add = إضافة فئة
category-added = أُضيفت الفئة
category-changed = حُفظ
category-name = الاسم
category-team = الفريق
category-team-hint = تذهب التذاكر الجديدة من هذه الفئة إلى قائمته.
category-remove-title = هل تريد حذف الفئة { $name }؟
category-remove-text = لن يتمكن أحد من اختيارها. والتذاكر التي تحملها تبقى بها.
category-removed = حُذفت { $name }
category-only = هذه هي الفئة الوحيدة. أضف فئة أخرى أولًا.
category-gone = حُذفت هذه الفئة.
fields-count = { $n ->
    [0] بلا حقول خاصة
    [one] حقل واحد
    [two] حقلان
    [few] { $n } حقول
   *[other] { $n } حقلًا
  }
moved-to = أصبح ترتيب { $name } رقم { $n }
move-up = انقل { $name } إلى أعلى
move-down = انقل { $name } إلى أسفل
form-hint = ما يُطلب إلى جانب الموضوع والرسالة. اطلب ما تحتاج إليه فقط.
field-add = إضافة حقل
field-number = الحقل { $n }
field-label = الاسم
field-drop = احذف الحقل { $name }
field-dropped = حُذف { $name }
field-required = مطلوب
field-for-customers = يراه العملاء ويملؤونه
field-name-needed = أدخل اسمًا إنجليزيًا للحقل { $n }.
field-options-needed = يحتاج الحقل { $n } إلى خيارات.
field-option-empty = أدخل اسمًا إنجليزيًا لكل خيار في الحقل { $n } أو احذفه.
name-needed-en = يلزم اسم إنجليزي لقرّاء كل اللغات الأخرى.
kind = النوع
kind-text = نص
kind-choice = اختيار
kind-number = رقم
kind-date = تاريخ
kind-checkbox = مربع اختيار
kind-locked = يبقى النوع كما هو لأن تذاكر مُلئت به.
options = الخيارات
option-add = إضافة خيار
option-in = الخيار { $n } باللغة { $language }
option-remove = احذف الخيار { $n }
preview = معاينة
preview-form-hint = كما ستظهر. الحقول ذات القفل للفريق فقط.
preview-no-fields = لا يُطلب شيء إلى جانب الموضوع والرسالة.

## الردود المحفوظة

section-replies = الردود المحفوظة
replies-about = نصوص يضعها الوكلاء في الرد بضغطة واحدة. لا يرى ردودك الخاصة أحد غيرك.
replies-which = أي الردود
replies-own = ردودي
replies-shared = مشتركة
replies-none = لا توجد ردود محفوظة بعد
replies-none-text = دوّن ما تجيب به مرارًا.
replies-none-lead = دوّن ما يُجاب به مرارًا، لنفسك أو للجميع.
replies-none-found = لا يوجد رد محفوظ بهذه الكلمات.
reply-add = رد محفوظ جديد
reply-own = خاص بي
reply-for-all = لكل الوكلاء
reply-for-team = لفريق { $name }
reply-name = الاسم
reply-name-hint = يجده الوكلاء به، ولا يراه العملاء أبدًا.
reply-whose = من يستخدمه
reply-only-me = أنا فقط
reply-only-me-hint = لا يراه أحد غيري.
reply-shared-hint = كل الوكلاء، أو من يرون تذاكر فريق واحد.
reply-team = لمن
reply-language = مكتوب بـ
reply-any-language = أي لغة
reply-body = النص
reply-body-hint = تُملأ المتغيرات بين قوسين مزدوجين لكل تذكرة. يعمل **الخط العريض** والقوائم والروابط كما في الردود.
reply-body-needed = اكتب نص الرد.
reply-saved = حُفظ
reply-read-only = يعدّل هذا الرد القادة والمشرفون.
reply-remove-title = هل تريد حذف { $name }؟
reply-remove-shared = سيختفي لدى الجميع. تبقى الردود التي أُرسلت به.
reply-remove-own = تبقى الردود التي أُرسلت به.
reply-removed = حُذف { $name }
variables = إدراج
var-customer = اسم العميل
var-first-name = الاسم الأول للعميل
var-agent = اسم الوكيل
var-number = رقم التذكرة
var-subject = الموضوع
var-link = رابط التذكرة
var-desk = اسم مكتب المساعدة
preview-reply-hint = مع أمثلة مكان المتغيرات. في التذكرة تظهر قيمها هي.
preview-nothing = يظهر هنا ما تكتبه.
example-name = سارة المنصور
example-first-name = سارة
example-subject = لم يصل طردي

## نصوص البريد

section-mail = نصوص البريد
mails-about = ما يكتبه المكتب إلى الناس بكل لغة. يسري كل تعديل خلال دقيقة.
mails-customers = إلى العملاء
mails-agents = إلى الموظفين
mails-guests = إلى الزوار
mail-received = وصول الطلب
mail-replied = رد أحد الموظفين
mail-status-changed = تغيّر الحالة
mail-reminder = تذكير: في انتظار رد
mail-closing = الإشعار الأخير قبل الإغلاق
mail-closed = إغلاق التذكرة
mail-reopened = إعادة فتح التذكرة
mail-merged = ضم التذكرة إلى أخرى
mail-rating = طلب التقييم
mail-assigned = إسناد تذكرة
mail-customer-replied = رسالة من أحد العملاء
mail-mentioned = إشارة في ملاحظة
mail-followed = جديد في تذكرة متابَعة
mail-undelivered = رسالة لم تصل
mail-confirmation = تأكيد عنوان
mail-changed = معدّل
mail-changed-in = معدّل: { $languages }
mail-languages = لغة النص
mail-subject = الموضوع
mail-subject-hint = بعض برامج البريد لا تجمع إلا ما تشابه موضوعه، لذلك يتشابه موضوع ما يحمل كلام الناس.
mail-body = النص
mail-body-hint = نص عادي. السطر الفارغ يبدأ فقرة جديدة.
mail-saved = حُفظ النص
mail-reset = إعادة النص الأصلي
mail-reset-title = هل تريد إعادة النص الأصلي لـ«{ $name }» ({ $language })؟
mail-reset-text = سيُستبدل نصك، ويبقى مقروءًا في السجل.
mail-was-reset = عاد النص الأصلي
mail-insert-values = إدراج: معلومات
mail-insert-sentences = إدراج: جمل المكتب بحسب ما حدث
mail-insert-blocks = إدراج: ما يحتاج إلى فقرة وحده
mail-required = يجب أن يحتوي النص على: { $names }.
mail-preview-hint = بأسماء من الخيال. يختلف المظهر قليلًا باختلاف برنامج البريد.
mail-as-page = كما يظهر
mail-as-text = نصًا عاديًا
mail-preview-waits = تنتظر المعاينة تصحيح ما يلي:
mail-empty = اكتب شيئًا هنا.
mail-brace = هناك قوس وحيد. لكل متغيّر قوسان من كل جانب.
mail-placeholder-unknown = لا يوجد هنا متغيّر كهذا: { $names }
mail-missing = يجب أن يحتوي على: { $names }
mail-beside = يحتاج إلى فقرة وحده بين سطرين فارغين: { $names }
placeholder-number = رقم التذكرة
placeholder-subject = موضوع التذكرة
placeholder-reader = اسم القارئ
placeholder-by = من فعل ذلك
placeholder-desk = اسم المكتب
placeholder-status = الحالة
placeholder-customer = اسم العميل
placeholder-priority = الأولوية
placeholder-closing = موعد الإغلاق
placeholder-other = رقم التذكرة الأخرى
placeholder-opening = ما حدث
placeholder-status-news = الحالة الجديدة إن وُجدت
placeholder-meaning = معنى الحالة
placeholder-closing-news = موعد الإغلاق في جملة
placeholder-reason = سبب الإغلاق
placeholder-news = ما حدث
placeholder-message = الرسالة
placeholder-link = زر: عرض التذكرة
placeholder-keep-open = زر: إبقاؤها مفتوحة
placeholder-solve = زر: حُلّت المشكلة
placeholder-stars = الإجابات الخمس
placeholder-confirm = زر: تأكيد
audit-mail-changed = تعديل نص بريد
audit-mail-reset = إعادة نص بريد أصلي

## الإعدادات

section-settings = الإعدادات
settings-about = تسري على مكتب المساعدة كله خلال دقيقة.
settings-saved = حُفظ
setting-team = الفريق الافتراضي
setting-team-hint = يذهب إلى قائمته كل طلب لا يتعلق بفئة معيّنة.
setting-undo = ثواني التراجع عن الرد
setting-undo-hint = ينتظر الرد هذه المدة قبل إرساله ليتمكن كاتبه من التراجع. من 0 (فورًا) إلى { $most }.
setting-undo-wrong = أدخل عددًا صحيحًا من 0 إلى { $most }.
seconds = { $n ->
    [0] فورًا
    [one] ثانية واحدة
    [two] ثانيتان
    [few] { $n } ثوانٍ
   *[other] { $n } ثانية
  }

## السجل

section-log = السجل
log-about = مَن أدار مكتب المساعدة وكيف. لا يمكن تغيير شيء فيه. ما يحدث للتذكرة تجده في محادثتها.
log-action = الإجراء
log-any-action = كل الإجراءات
log-by = من قام به
log-any-actor = أي شخص
log-all = عرض كل شيء
log-older = عرض الأقدم
log-empty = لا شيء بعد
log-empty-text = يظهر هنا ما يغيّره المشرفون والقادة في مكتب المساعدة، مع ما كان قبله.
log-none-match = لا شيء من هذا النوع
log-none-match-text = لم يفعل أحد ذلك منذ بداية السجل.
from-address = من العنوان
position = الترتيب في القائمة
renamed = الاسم
renamed-text = تغيّر (لا تُحفظ الأسماء في السجل)
audit-team-added = إضافة فريق
audit-team-changed = تعديل فريق
audit-team-removed = حذف فريق
audit-category-added = إضافة فئة
audit-category-changed = تعديل فئة
audit-category-removed = حذف فئة
audit-settings-changed = تعديل الإعدادات
audit-reply-added = إضافة رد مشترك
audit-reply-changed = تعديل رد مشترك
audit-reply-removed = حذف رد مشترك
audit-agent-invited = دعوة وكيل
audit-agent-changed = تعديل وكيل
audit-agent-deactivated = تعطيل حساب وكيل
audit-agent-activated = تفعيل حساب وكيل
audit-address-released = السماح مجدداً بالبريد إلى عنوان
team-filter = تصفية حسب الفريق
team-any = كل الفرق
audit-mail-released = الإفراج عن رسالة من الحجر
audit-mail-dismissed = إزاحة رسالة من الحجر
audit-blocklist-changed = تعديل قائمة المرسلين غير المرغوبين
added = أُضيف
removed = حُذف

# البريد الوارد.
inbox-about = رسائل لم تدخل، ولماذا. إدخال رسالة يجعلها تذكرة، أو رسالة في التذكرة التي تخصها.
inbox-waiting = الحجر
inbox-report = الحساب
inbox-blocklist = مرسلون غير مرغوبين
inbox-none = لا شيء ينتظر
inbox-none-text = كل رسالة وردت صارت تذكرة أو رسالة في تذكرة.
inbox-no-subject = (بلا موضوع)
inbox-no-sender = لا تذكر مرسلًا
inbox-own = من مكتب المساعدة نفسه
inbox-automatic = آلية
inbox-bounce = لم تصل
inbox-spam = بريد مزعج
inbox-virus = فيروس
inbox-blocked = مرسل غير مرغوب
inbox-rate = كثيرة دفعة واحدة
inbox-agent = غير مؤكد أنها من الوكيل
inbox-unreadable = لا يمكن قراءتها
inbox-failed = تعذّر استلامها
inbox-release = إدخال
inbox-released = هي الآن في التذكرة #{ $number }
inbox-dismiss = إزاحة
inbox-dismissed = أُزيحت، والرسالة محفوظة
inbox-was-released = أدخلها أحدهم. هي في التذكرة
inbox-was-dismissed = أزاحها أحدهم. الرسالة محفوظة.
inbox-from = من
inbox-verified = المرسل موثوق
inbox-to = إلى
inbox-cc = نسخة إلى
inbox-at = وردت
inbox-files = ملفات
inbox-unreadable-text = لا يستطيع مكتب المساعدة قراءة هذه الرسالة. انظر إلى الأصل.
inbox-empty = لا كلام فيها.
inbox-headers = رأس الرسالة التقني
inbox-original = تنزيل الأصل
inbox-report-about = كل رسالة وردت هي تذكرة أو رسالة في تذكرة أو في الحجر أو نسخة من أخرى. ما ليس من هذه فهو مفقود.
inbox-no-gap = كل رسالة محسوبة.
inbox-gap-text = { $n ->
    [one] رسالة واحدة مفقودة.
    [two] رسالتان مفقودتان.
    [few] { $n } رسائل مفقودة.
   *[other] { $n } رسالة مفقودة.
}
inbox-stuck-text = { $n ->
    [one] واحدة منها في المخزن، ويحاول مكتب المساعدة كل ساعة.
    [two] اثنتان منها في المخزن، ويحاول مكتب المساعدة كل ساعة.
   *[other] { $n } منها في المخزن، ويحاول مكتب المساعدة كل ساعة.
}
inbox-coming = { $n ->
    [one] وردت واحدة الآن.
    [two] وردت اثنتان الآن.
   *[other] ورد { $n } الآن.
}
inbox-day = اليوم
inbox-raw = الرسائل
inbox-tickets = تذاكر
inbox-messages = رسائل في تذاكر
inbox-quarantined = الحجر
inbox-duplicates = نسخ
inbox-gap = مفقودة
inbox-sum = الكل
inbox-blocklist-label = عناوين ونطاقات تنتظر رسائلها في الحجر
inbox-blocklist-hint = واحد في كل سطر: spam@example.com، أو ‎@example.com لكل من هناك.
inbox-blocklist-wrong = اكتب عناوين مثل spam@example.com ونطاقات مثل ‎@example.com.
inbox-blocklist-saved = حُفظت القائمة
