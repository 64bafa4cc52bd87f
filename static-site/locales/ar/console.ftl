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
nobody = لا أحد
raised = أُنشئت
waiting-since = بالانتظار منذ
closes = تُغلق
why-here = سبب وجودها هنا
facts = البيانات
more-facts = المزيد من البيانات

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
team-filter = تصفية حسب الفريق
team-any = كل الفرق
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
change-refused-words = كُتب شيء في هذه الأثناء، وهو الآن في المحادثة.
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
