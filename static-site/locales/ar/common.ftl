# Words that the portal and the console share.
desk-name = خدمة العملاء
skip = انتقل إلى المحتوى الرئيسي
loading = جارٍ التحميل…
toasts = رسائل عابرة
close = إغلاق
try-again = حاول مرة أخرى
optional = (اختياري)
today = اليوم
yesterday = أمس
just-now = الآن
updated = آخر تحديث
merged-label = ضُمّ إلى طلب آخر
time-both = { $relative } ({ $exact })
date-and-time = { $date }، { $time }

## Header, footer, preferences

nav-main = التنقل الرئيسي
nav-tickets = طلباتي
nav-new = طلب مساعدة
nav-profile = الملف الشخصي
nav-console = دخول فريق الدعم
nav-portal = بوابة العملاء
account-menu = الحساب:
preferences = اللغة والمظهر
language = اللغة
appearance = المظهر
theme-system = حسب الجهاز
theme-light = فاتح
theme-dark = داكن
login = تسجيل الدخول
logout = تسجيل الخروج
logout-failed = ما زلت مسجّل الدخول، إذ تعذّر الاتصال بمكتب المساعدة. حاول مرة أخرى.
reconnecting = جارٍ إعادة الاتصال… ما تكتبه محفوظ على هذا الجهاز.

## Status and priority

status-new = جديد
status-open = مفتوح
status-pending = بانتظار العميل
status-pending-customer = بانتظار ردّك
status-on-hold = معلّق
status-solved = تم الحل
status-closed = مغلق
priority-low = منخفضة
priority-normal = عادية
priority-high = مرتفعة
priority-urgent = عاجلة

## States of a view

offline-title = لا يوجد اتصال
failed-title = تعذّر تحميل هذه الصفحة
missing-title = غير موجود
problem-offline = تعذّر الوصول إلى مكتب المساعدة. تحقّق من اتصالك ثم حاول مرة أخرى.
problem-signed-out = يُرجى تسجيل الدخول من جديد.
problem-forbidden = لا يملك حسابك صلاحية لهذا.
problem-missing = لا يوجد شيء هنا، أو لا يمكنك الاطلاع عليه.
problem-conflict = حدث تغيير في هذه الأثناء. اطّلع على الجديد ثم حاول مرة أخرى.
problem-gone = استُخدم هذا الرابط من قبل أو انتهت صلاحيته. اطلب رابطًا جديدًا.
problem-too-large = النص طويل جدًا. يُرجى اختصاره.
problem-too-many = محاولات كثيرة. انتظر قليلًا ثم حاول مرة أخرى.
problem-too-many-wait = { $minutes ->
    [one] محاولات كثيرة. حاول مرة أخرى بعد دقيقة.
    [two] محاولات كثيرة. حاول مرة أخرى بعد دقيقتين.
    [few] محاولات كثيرة. حاول مرة أخرى بعد { $minutes } دقائق.
   *[other] محاولات كثيرة. حاول مرة أخرى بعد { $minutes } دقيقة.
  }
problem-busy = مكتب المساعدة مشغول الآن. حاول بعد لحظات.
problem-desk = حدث خطأ من جانبنا. يُرجى المحاولة مرة أخرى.

## Forms

error-title = يُرجى مراجعة ما يلي
error-label = خطأ:
field-wrong = يُرجى مراجعة هذا الحقل.
email = البريد الإلكتروني
password = كلمة المرور
show-password = إظهار كلمة المرور
password-shown = كلمة المرور ظاهرة
password-hidden = كلمة المرور مخفية
login-busy = جارٍ تسجيل الدخول…
login-refused = البريد الإلكتروني أو كلمة المرور غير صحيحة.
again-title = يُرجى تسجيل الدخول من جديد
again-text = انتهت جلستك. ما كتبته لا يزال محفوظًا هنا.
not-now = ليس الآن

## The conversation

note = ملاحظة
side-customer = العميل
side-agent = فريقنا
side-system = مكتب المساعدة
side-rule = قاعدة
side-api-key = واجهة برمجة التطبيقات
side-bot = روبوت
show-earlier = عرض الرسائل السابقة
event-created = فتح { $name } هذا الطلب
event-status = غيّر { $name } الحالة إلى «{ $status }»
event-set-status = أصبحت الحالة «{ $status }»
event-assigned = يتولى أحد أعضاء الفريق طلبك الآن
event-assigned-to = يتولى { $name } هذا الطلب الآن
event-unassigned = أعاد { $name } الطلب إلى قائمة الانتظار
event-reopened = أعاد { $name } فتح الطلب
event-closed = أُغلق الطلب
event-reminder = أُرسل تذكير
event-changed = غيّر { $name } { $what }
event-other = { $name }: { $what }
event-unknown = حدث شيء لا يعرفه هذا الإصدار
event-snoozed = أجّل { $name } التذكرة حتى { $until }
event-unsnoozed = عادت التذكرة بعد انتهاء التأجيل
event-spam = صنّف { $name } التذكرة كرسالة مزعجة
event-released = أعاد { $name } التذكرة: ليست رسالة مزعجة
event-merged = دمج { $name } هذه التذكرة في { $other }
event-merged-away = ضمّ { $name } هذه التذكرة إلى تذكرة أخرى عن الموضوع نفسه
event-unmerged = فصل { $name } هذه التذكرة عن { $other } من جديد
event-merge-received = دمج { $name } التذكرة { $other } في هذه التذكرة
event-merge-undone = أخرج { $name } التذكرة { $other } من هذه التذكرة
event-split = أنشأ { $name } التذكرة { $other } من إحدى الرسائل
event-linked = ربط { $name } التذكرة { $other }
event-unlinked = أزال { $name } الرابط إلى { $other }
event-email-links-revoked = أبطل { $name } الروابط في الرسائل السابقة
event-follow-up = تُستكمل في { $other }
event-withdrawn = سحب { $name } رسالة
event-followers = غيّر { $name } قائمة المتابعين
withdrawn = مسحوبة
not-sent-yet = لم تُرسل بعد
automatic = رد آلي
unverified = غير موثوق: { $email }
unverified-inside = غير موثوق ولا يظهر للعميل: { $email }
change-priority = الأولوية إلى { $value }
change-subject = الموضوع إلى «{ $value }»
change-category = الفئة إلى { $value }
change-tags = الوسوم إلى { $value }
change-team = الفريق إلى { $value }
change-none = لا شيء
change-fields = النموذج

## The reply box

reply-kind = نوع ما تكتبه
reply-then = ثم
reply-keys = للإرسال: Ctrl أو ⌘ مع Enter
reply-empty = اكتب رسالتك أولًا.
reply-uploading = ما زال أحد الملفات في الطريق. أرسل عند اكتماله أو أزِله.
text-saved = نصّك محفوظ، ويمكنك إرساله مرة أخرى.
sending = جارٍ الإرسال…
sent = تم الإرسال
draft-elsewhere = عُدّلت هذه المسودة في نافذة أخرى.
draft-take = استخدام النسخة الأخرى
draft-keep = الاحتفاظ بهذه النسخة

## الملفات

files = الملفات المرفقة
files-add = أرفق ملفات
files-drop = أفلت الملفات هنا
files-too-many = يمكن إرفاق { $n } ملفًا على الأكثر مع الرسالة الواحدة.
files-too-large = كبيرة جدًا (أكثر من { $limit } للملف) أو فارغة: { $names }
file-sending = جارٍ إرسال { $name }
file-waiting = جارٍ الفحص…
file-not-allowed = رُفض هذا الملف.
file-failed = تعذّر إرسال { $name }
file-refused = رُفض { $name }
file-remove = أزل { $name }
file-removed = أُزيل { $name }
download = تنزيل

## Keyboard

keys-title = اختصارات لوحة المفاتيح
keys-this-list = عرض هذه القائمة
keys-switch-off = تعمل الاختصارات خارج حقول النص، ويمكنك إيقافها من ملفك الشخصي.
