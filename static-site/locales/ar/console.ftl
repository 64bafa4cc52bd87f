# @import "common.ftl"
# The console, for agents.
console = لوحة الوكلاء
views = طرق العرض
list = التذاكر
ticket = التذكرة
ticket-number = التذكرة { $number }
status = الحالة
by-status = حسب الحالة
priority = الأولوية
team = الفريق
category = الفئة
assignee = المسؤول
requester = صاحب الطلب
tags = الوسوم
unassigned = لا أحد
raised = أُنشئت
waiting-since = بالانتظار منذ
closes = تُغلق
why-here = سبب وجودها هنا
properties = البيانات
more-properties = المزيد من البيانات

## Views and lists

view-mine = تذاكري
view-unassigned = بلا مسؤول
view-all = كل التذاكر
view-unknown = التذاكر
team-queues = قوائم الفرق
to-do = للمعالجة:
tab-todo = للمعالجة
tab-pending = بانتظار العميل
tab-on-hold = معلّقة
tab-solved = محلولة
tab-all = الكل
find = بحث أو #
find-label = ابحث في هذه القائمة أو افتح تذكرة برقمها
find-in-list = هذه القائمة
sort = الترتيب
sort-updated = آخر تغيير
sort-created = الأحدث
unread = غير مقروءة:
load-more = عرض المزيد
more-loaded = { $n ->
    [zero] لا مزيد
    [one] عُرض عنصر إضافي واحد
    [two] عُرض عنصران إضافيان
    [few] عُرضت { $n } عناصر إضافية
   *[other] عُرض { $n } عنصرًا إضافيًا
  }
list-changed = { $n ->
    [one] تغيّرت تذكرة واحدة – عرض
    [two] تغيّرت تذكرتان – عرض
    [few] تغيّرت { $n } تذاكر – عرض
   *[other] تغيّرت { $n } تذكرة – عرض
  }
empty-title = أُنجز كل شيء هنا
empty-mine = لا تذكرة من تذاكرك تنتظر ردًّا. تصلك التذاكر الجديدة ما دمت متصلًا.
empty-unassigned = لكل تذكرة منتظرة مَن يتولّاها.
empty-queue = لا تذكرة تنتظر ردًّا هنا. يظهر ما يكتبه العملاء تلقائيًا.
show-all = عرض كل التذاكر
show-todo = عرض ما يحتاج إلى معالجة
none-match = لا توجد تذاكر كهذه
none-match-text = لا شيء هنا بهذه الحالة الآن.
none-found = لا نتائج
none-found-text = يشمل البحث تذاكر هذه القائمة فقط. لفتح تذكرة برقمها اضغط Enter.
clear-find = مسح

## Places, saved views, many tickets at once

view-followed = أتابعها
view-snoozed = مؤجلة
view-spam = غير مرغوب فيها
views-own = طرق عرضي
views-shared = طرق عرض مشتركة
views-failed = تعذّر جلب طرق العرض المحفوظة.
view-new = طريقة عرض جديدة
view-edit = تعديل طريقة العرض
view-delete = إزالة طريقة العرض
view-save-as = حفظ كطريقة عرض
view-gone = لم تعد طريقة العرض موجودة
view-gone-text = أُزيلت، أو لم تعد مشتركة معك.
tickets-there = التذاكر:
count-soon = يجري العدّ
count-none = بلا عدّ
filter = تصفية
list-actions = المزيد لهذه القائمة
list-cut = هذه أحدث التذاكر تغيّرًا: هناك أكثر مما يمكن ترتيبه هكذا. ضيّق القائمة لترى غيرها.
export-csv = تصدير CSV
export-jsonl = تصدير JSON Lines
sort-waiting = الأطول انتظارًا
sort-priority = الأكثر إلحاحًا
sort-due = الأقرب موعدًا
sort-turned = بالترتيب المعاكس
none-filtered-text = لا شيء يطابق هذه التصفية الآن.
show-unfiltered = العرض بلا تصفية
empty-view = لا تذكرة في طريقة العرض هذه الآن.
empty-followed = لا تتابع أي تذكرة. يمكنك من قائمة التذكرة متابعتها لتعرف ما يحدث فيها.
empty-snoozed = لا شيء مؤجل. ما تؤجله إلى وقت لاحق ينتظر هنا.
empty-spam = لا شيء موسوم كغير مرغوب فيه.
select-one = تحديد { $number } { $subject }
select-all = تحديد كل المعروض ({ $n })
selected = { $n ->
    [0] لم يُحدَّد شيء
    [one] حُدِّدت تذكرة واحدة
    [two] حُدِّدت تذكرتان
    [few] حُدِّدت { $n } تذاكر
   *[other] حُدِّدت { $n } تذكرة
  }
search-all = بحث في كل شيء
search-label = كلمات أو اسم أو رقم تذكرة
new-ticket = تذكرة جديدة
key-search = بحث في كل شيء
key-select = تحديد التذكرة أو إلغاء تحديدها
key-bulk = إلى ما يمكن فعله بالتذاكر المحددة
key-leave = إلغاء كل تحديد

## Availability

availability = التوفّر
state-online = متصل
state-away = بعيد
state-offline = غير متصل
state-online-means = تُسند إليك تذاكر جديدة حتى حدّك الأقصى.
state-away-means = تبقى تذاكرك معك ولا تصلك تذاكر جديدة.
state-offline-means = لا تصلك تذاكر جديدة. تذاكرك تبقى معك.
go-online = الاتصال الآن
state-now = أنت الآن: { $state }
state-failed = بقي توفّرك كما كان. { $problem }
load = { $load } من { $cap } مفتوحة
online-until = البقاء متصلًا
online-until-changed = حتى أغيّره
online-until-set = لمدة محدّدة
online-hours = { $hours ->
    [one] لمدة ساعة
    [two] لمدة ساعتين
    [few] لمدة { $hours } ساعات
   *[other] لمدة { $hours } ساعة
  }
online-ends = ينتهي

## One ticket

conversation = المحادثة
back-to-list = رجوع
back-to-queue = إلى القائمة
previous-ticket = السابقة
next-ticket = التالية
take-it = أتولّاها
give-back = إعادتها
change-saved = حُفظ
change-status = الحالة إلى { $value }
change-assignee = المسؤول إلى { $value }
change-refused = لم يتم التغيير: سبقك شخص آخر
change-refused-now = في هذه الأثناء: { $what }.
change-refused-reply = كُتب شيء في هذه الأثناء، وهو الآن في المحادثة.
change-anyway = التغيير رغم ذلك
leave-it = إبقاؤها كما هي
line-automatic = إسناد تلقائي
line-assigned = أُسندت إلى { $to }
line-took = تولّاها { $name }
line-gave = أسندها { $name } إلى { $to }
line-waiting = بانتظار وكيل
message-from = رسالة جديدة من { $name }
wrote-meanwhile = كتب { $name } بينما كنت تكتب.
show-it = عرض

## Replies and notes

reply = رد
reply-to = الرد على { $name }
note-label = لا يرى هذه الملاحظة إلا الزملاء
add-note = إضافة الملاحظة
note-added = أُضيفت الملاحظة
reply-sent = أُرسل إلى { $name }.
send = إرسال
send-open = إرسال وفتح التذكرة
send-pending = إرسال وانتظار العميل
send-on-hold = إرسال وتعليق التذكرة
send-solved = إرسال مع تم الحل
then-as-it-is = إبقاء الحالة
then-open = فتح التذكرة
then-pending = انتظار العميل
then-on-hold = تعليق التذكرة
then-solved = تم الحل
closed-text = هذه التذكرة مغلقة، والإغلاق نهائي. يمكن للعميل إنشاء تذكرة جديدة.

## A reply that was held

held-title = لم يُرسل بعد: هناك ما لم تره
held-text = كُتب بينما كنت تكتب. نصّك محفوظ.
held-unseen = ما لم تره
held-review = مراجعة
held-send = إرسال رغم ذلك
held-note = تحويله إلى ملاحظة

## ما يمكن فعله بالتذكرة

ticket-actions = إجراءات أخرى على هذه التذكرة
follow = متابعة
unfollow = إيقاف المتابعة
undo = تراجع
cancel = إلغاء
saving = لحظة…
go-there = انتقل إليها
snooze = تأجيل
snooze-hint = تخرج من قائمتك حتى ذلك الحين، أو حتى يكتب العميل. لا يُغلق شيء في هذه الأثناء.
snooze-until = حتى
snooze-3-hours = بعد 3 ساعات
snooze-tomorrow = صباح الغد
snooze-monday = صباح الاثنين
snooze-week = بعد أسبوع
snooze-own = في وقت آخر
snooze-own-needed = اختر وقتًا.
now-snoozed = أُجّلت
is-snoozed = مؤجلة حتى
unsnooze = أعدها الآن
now-unsnoozed = عادت إلى قائمتها
mark-spam = تصنيف كرسالة مزعجة
mark-false = فُتحت بالخطأ
now-spam = خرجت من كل القوائم والأعداد
is-spam = هذه مصنّفة كرسالة مزعجة: ليست في أي قائمة ولا في أي عدد.
is-false = فُتحت هذه بالخطأ: ليست في أي قائمة ولا في أي عدد.
release = هذه تذكرة
now-released = عادت إلى قائمتها
merge = دمج
merge-title = دمج { $number } في تذكرة أخرى
merge-hint = تستمر محادثتها هناك. يبقى الرقمان صالحين، ويمكنك فصلهما من جديد.
merge-into = التذكرة التي تستمر
merge-other-requester = هذه تذكرة عميل آخر. سيظل { $name } يرى الجزء الخاص به، ولا شيء من الأخرى.
now-merged = دُمجت في { $number }
is-merged = دُمجت هذه التذكرة، وتستمر في
unmerge = فصل
now-unmerged = عادت مستقلة
link = ربط
link-kind = التذكرة الأخرى هي
link-ticket = رقمها
link-related = ذات صلة
link-parent = الأصل
link-child = فرع
link-duplicate = مكررة
link-follow-up-of = تستكمل
link-follow-up = استُكملت في
link-merged = دُمجت منها
now-linked = تم الربط
now-unlinked = أُزيل الرابط
unlink = أزل الرابط إلى { $number }
links = الروابط
revoke-links = إبطال روابط البريد
revoke-links-title = هل تريد إبطال الروابط في الرسائل المتعلقة بهذه التذكرة؟
revoke-links-hint = تتوقف عن العمل كل الروابط إلى هذه التذكرة التي أُرسلت بالبريد حتى الآن. سيتلقى { $name } روابط جديدة مع الرسالة التالية، ويظل تسجيل الدخول متاحًا. لا يمكن التراجع عن ذلك.
revoke-links-button = إبطال
now-revoked-links = أُبطلت روابط البريد
split = اجعلها تذكرة
split-title = إنشاء تذكرة من هذه الرسالة
split-hint = سيحصل { $name } على تذكرة ثانية تبدأ بهذه الرسالة، وتبقى الرسالة في هذه المحادثة أيضًا.
subject = الموضوع
subject-needed = اكتب موضوعها.
now-split = { $number } تذكرة مستقلة الآن
no-such-ticket = لا توجد تذكرة بهذا الرقم.
number-needed = أدخل رقم تذكرة.
follow-up = فتح تذكرة استكمال
followers = يتابعها
me = أنا
a-colleague = أحد الزملاء
form = النموذج
field-inside = للفريق فقط
tag-add = أضف وسمًا
tag-remove = أزل الوسم { $tag }
tag-removed = أُزيل الوسم { $tag }
quote = اقتباس
quote-from = كتب { $name }:
also-to = تصل هذه الرسالة إليهم أيضًا

## من هنا أيضًا

others-typing = { $n ->
    [one] يكتب { $names } ردًّا.
   *[other] يكتب { $names } ردودًا.
  }
others-viewing = { $n ->
    [one] ينظر { $names } إلى هذه أيضًا.
   *[other] ينظر { $names } إلى هذه أيضًا.
  }

## المساعدة في الكتابة

saved-reply = رد محفوظ
saved-replies = الردود المحفوظة
saved-replies-find = ابحث عن رد محفوظ
saved-replies-none = لا توجد ردود محفوظة بعد. يمكنك كتابتها في «الإعداد».
saved-reply-missing = بعض متغيراته بلا قيمة هنا. راجع الفراغات قبل الإرسال.
mention = إشارة إلى زميل
mention-find = ابحث عن زميل
mention-none = لا أحد غيرك في الفريق بعد.
sent-undo = ستصل إلى { $name } بعد لحظات
taken-back = سُحبت. النص في المربع من جديد.
undo-too-late = لقد أُرسلت بالفعل.

## Keyboard

key-next = التذكرة التالية
key-previous = التذكرة السابقة
key-open = فتح التذكرة
key-find = البحث في القائمة
key-reply = كتابة رد
key-note = كتابة ملاحظة
key-back = العودة إلى القائمة
key-queue = إلى قائمة فريقي
key-mine = إلى تذاكري
key-send = إرسال ما تكتبه

## Not for customers

not-for-you = هذه الصفحة لفريق الدعم
not-for-you-text = حسابك حساب عميل. تجد طلباتك في بوابة العملاء.
other-account = استخدام حساب آخر

## أقسام بجانب القوائم

nav-desk = مكتب المساعدة
nav-people = العملاء
nav-agents = الوكلاء
nav-mail = البريد
nav-admin = الإعداد
out-of-office = خارج المكتب…
original-mail = الرسالة التي وردت فيها
names-ticket = تشير الرسالة إلى تذكرة أخرى، ومرسلها ليس طرفًا في تلك المحادثة:
is-unverified = لا أحد يضمن أن هذه وردت من { $email }. لا يُرسل إليه شيء آلي حتى يكتب بوصفه من نعرفه.

## Ratings

rating = التقييم
rating-of = { $score } من 5 عن عمل { $name }
rating-only = { $score } من 5
line-asked = سُئل العميل عن تقييمه
line-rated = أعطى { $name } { $score } من 5
line-closure-deferred = طلب { $name } مزيدًا من الوقت

## What became of the mail of an answer

mail-sending = جارٍ الإرسال بالبريد
mail-sent = أُرسلت بالبريد
mail-delivered = أُرسلت بالبريد ووصلت
mail-delayed = لم تصل بعد: ستُعاد المحاولة مع خادم بريد العميل
mail-returned = تعذّر تسليمها: صندوق البريد ممتلئ أو غير متاح
mail-bounced = لم تصل: عنوان العميل لا يستقبل البريد
mail-rejected = لم تُرسل: رفضها مزوّد البريد
mail-complained = أبلغ العميل عنها كبريد غير مرغوب فيه
mail-suppressed = لم تُرسل: سبق أن رفض عنوان العميل بريدنا
mail-capped = لم تُرسل: رسائل كثيرة جداً خلال ساعة
mail-unwanted = لم تُرسل: أوقف العميل هذا البريد
mail-unknown = لم يتأكد بعد إرسالها بالبريد
line-undelivered = لم يصل بريدنا إلى العميل
