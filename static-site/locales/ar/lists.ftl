# What the console fetches when it is asked for: many tickets at once, filters and views, files, search, a new ticket.

## Many tickets at once

bulk-actions = { $n ->
    [one] ما يمكن فعله بالتذكرة المحددة
    [two] ما يمكن فعله بالتذكرتين المحددتين
    [few] ما يمكن فعله بـ{ $n } تذاكر محددة
   *[other] ما يمكن فعله بـ{ $n } تذكرة محددة
  }
bulk-assign = إسناد
bulk-release = ليست غير مرغوب فيها
bulk-leave = إلغاء التحديد
bulk-find = بحث
bulk-change = تغيير
bulk-assign-title = { $n ->
    [one] إسناد التذكرة إلى
    [two] إسناد التذكرتين إلى
    [few] إسناد { $n } تذاكر إلى
   *[other] إسناد { $n } تذكرة إلى
  }
bulk-status-title = { $n ->
    [one] حالة التذكرة
    [two] حالة التذكرتين
    [few] حالة { $n } تذاكر
   *[other] حالة { $n } تذكرة
  }
bulk-priority-title = { $n ->
    [one] أولوية التذكرة
    [two] أولوية التذكرتين
    [few] أولوية { $n } تذاكر
   *[other] أولوية { $n } تذكرة
  }
bulk-team-title = { $n ->
    [one] نقل التذكرة إلى
    [two] نقل التذكرتين إلى
    [few] نقل { $n } تذاكر إلى
   *[other] نقل { $n } تذكرة إلى
  }
bulk-tags-title = { $n ->
    [one] وسوم التذكرة
    [two] وسوم التذكرتين
    [few] وسوم { $n } تذاكر
   *[other] وسوم { $n } تذكرة
  }
bulk-tags-hint = افصل بينها بفواصل. تبقى الوسوم الأخرى.
bulk-tags-add = إضافة
bulk-tags-remove = إزالة
bulk-tags-needed = اذكر وسمًا لإضافته أو إزالته.
bulk-progress = { $done } من { $all }
bulk-done = { $n ->
    [0] لم يتغيّر شيء.
    [one] تغيّرت تذكرة واحدة.
    [two] تغيّرت تذكرتان.
    [few] تغيّرت { $n } تذاكر.
   *[other] تغيّرت { $n } تذكرة.
  }
bulk-undone = { $n ->
    [0] لم يُتراجع عن شيء.
    [one] عادت تذكرة واحدة كما كانت.
    [two] عادت تذكرتان كما كانتا.
    [few] عادت { $n } تذاكر كما كانت.
   *[other] عادت { $n } تذكرة كما كانت.
  }
bulk-refused = { $n ->
    [one] ولم تتغيّر واحدة:
    [two] ولم تتغيّر اثنتان:
   *[other] ولم تتغيّر { $n }:
  }
bulk-refused-403 = لا يحق لك تغيير هذه التذكرة.
bulk-refused-404 = لم تعد موجودة، أو ليست لك.
bulk-refused-409 = لا يمكن ذلك وهي على حالها الآن.
bulk-refused-412 = تغيّرت منذ عرض القائمة. اطّلع عليها ثم حاول من جديد.
bulk-refused-422 = لا يمكن تعيين هذا هنا.
bulk-refused-503 = لم يبقَ وقت لها. حاول من جديد.

## Filters and views

filter-title = عرض ما يلي فقط
filter-show = عرض
filter-any = أيّ شخص
filter-in-queues = في القوائم
filter-place = المكان
filter-tag = الوسم
filter-commas = افصل بينها بفواصل.
filter-language = اللغة
filter-language-hint = رموز مثل en أو ar تفصل بينها فواصل.
filter-channel = القناة
filter-followed = يتابعها
filter-followed-me = ما أتابعه فقط
filter-more = المزيد
filter-remove = إزالة { $what }
channel-portal = البوابة
view-name = الاسم
view-name-needed = سمِّ طريقة العرض.
view-filter = تعرض
view-submit = حفظ
view-saved = حُفظت طريقة العرض «{ $name }»
view-removed = أُزيلت طريقة العرض «{ $name }»
view-edit-title = تعديل «{ $name }»
view-save = حفظ في طريقة العرض هذه
view-as-saved = كما حُفظت
view-finds-all = كل تذكرة غير مغلقة
view-changed-meanwhile = غيّر شخص آخر طريقة العرض هذه في هذه الأثناء. تغييراتك هنا: احفظ مرة أخرى لتحلّ محل تغييراته.
view-too-many = طرق العرض كثيرة جدًّا. أزل أولًا واحدة لا يحتاجها أحد.
view-missing = تذكر طريقة العرض هذه ما لم يعد موجودًا: { $what }
share = لمن
share-private = لي وحدي
share-all = لكل مَن يعمل هنا
share-team = لفريق { $team }

## Files

export-title = تصدير «{ $name }»
export-so-far = { $n ->
    [0] جارٍ جلب الصفوف الأولى…
    [one] صف واحد حتى الآن
    [two] صفان حتى الآن
    [few] { $n } صفوف حتى الآن
   *[other] { $n } صفًّا حتى الآن
  }
export-done = { $n ->
    [0] القائمة فارغة: لا صفوف في الملف.
    [one] في الملف صف واحد.
    [two] في الملف صفان.
    [few] في الملف { $n } صفوف.
   *[other] في الملف { $n } صفًّا.
  }
export-save = حفظ الملف

## Search

search-for = بحث:
search-title = بحث: { $q }
search-kind = النوع
search-count = { $more ->
    [yes] النتائج: { $n }، وهناك المزيد
   *[other] النتائج: { $n }
  }
search-nothing-yet = ابحث عن أي شيء
search-hint = اكتب كلمات من موضوع أو رسالة، أو اسم عميل أو عنوانه، أو رقم تذكرة.
search-query-missing = اكتب كلمة واحدة على الأقل أو اسمًا أو رقم تذكرة.
search-none-text = يجب أن توجد كل الكلمات. جرّب كلمات أقل، أو بداية الكلمة الأخيرة فقط.
search-incomplete = يجري إعداد الفهرس، فقد ينقص شيء. حاول من جديد بعد دقائق.
search-spam = وفي غير المرغوب فيها
search-in-spam = البحث في غير المرغوب فيها أيضًا
found-tickets = التذاكر
found-people = الأشخاص
customer-tickets = تذاكره
role-agent = وكيل
role-lead = مشرف
role-admin = مدير

## A new ticket

customer = العميل
customer-hint = ابحث عن شخص باسمه أو عنوانه، أو أدخل البريد الإلكتروني لشخص جديد.
customer-needed = حدّد لمن هذه التذكرة.
customer-email-wrong = اختر شخصًا من القائمة، أو أدخل بريدًا إلكترونيًا مثل name@example.com.
customer-name = اسم الشخص الجديد
customer-another = شخص آخر
customer-chosen = اختير { $name }
customers-found = { $n ->
    [0] لم يُعثر على أحد. أدخل بريدًا إلكترونيًا.
    [one] نتيجة واحدة. اختر بمفاتيح الأسهم.
    [two] نتيجتان. اختر بمفاتيح الأسهم.
    [few] { $n } نتائج. اختر بمفاتيح الأسهم.
   *[other] { $n } نتيجة. اختر بمفاتيح الأسهم.
  }
category-none = حسب الأنسب
category-as-before = كما كانت
new-body = ما المسألة
new-body-hint = يراها العميل وتصله بالبريد الإلكتروني.
new-body-needed = اكتب ما المسألة.
new-note = ملاحظة للزملاء
new-note-hint = لا يراها العميل أبدًا.
new-raise = إنشاء التذكرة
new-done = أُنشئت { $number }
new-note-failed = أُنشئت التذكرة، لكن ملاحظتها لم تُضف بعد. هي بانتظارك في خانة الملاحظة. { $problem }
new-draft-saved = يُحفظ ما تكتبه على هذا الجهاز.
new-discard = تجاهل
new-discarded = تم التجاهل
field-needed = { $name } مطلوب.
follow-up-of = تتابع
follow-up-text = التذكرة الجديدة أيضًا باسم { $name }، وتذكر كل منهما الأخرى.
follow-up-not-closed = تلك التذكرة غير مغلقة: اكتب فيها.
