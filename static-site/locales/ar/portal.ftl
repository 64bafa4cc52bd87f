# @import "common.ftl"
# The customer portal. Customers read "ticket", "request" and "issue".

## Home

home-hello = مرحبًا، كيف يمكننا مساعدتك؟
home-hello-name = مرحبًا { $name }، كيف يمكننا مساعدتك؟
home-lead = أخبرنا بما حدث. سترى من يتابع طلبك، وسنكتب إليك كلما استجدّ شيء.
home-new-here = زيارتك الأولى؟
guest-offer = اسأل دون حساب
home-latest = أحدث طلباتك
home-all = عرض الكل
home-how = كيف نعمل
step-describe = أخبرنا مرة واحدة
step-describe-text = صف ما حدث بكلماتك وبلغتك. لن يضيع شيء مما تكتبه إذا انقطع الاتصال.
step-follow = اعرف من يتابع طلبك
step-follow-text = يصل طلبك مباشرة إلى من يستطيع مساعدتك. تابع كل خطوة هنا أو عبر البريد الإلكتروني.
step-solved = ينتهي عندما تقرر أنت
step-solved-text = أنت من يقرر أن المشكلة حُلّت. وإذا عادت، فأعد فتح الطلب بردّ واحد.
health-ok = مكتب المساعدة يعمل كالمعتاد
health-degraded = مكتب المساعدة يعمل مع بعض التأخير
health-away = تعذّر الوصول إلى مكتب المساعدة الآن

## Sign in, register, new password

register = إنشاء حساب
register-text = لن يستغرق الأمر أكثر من دقيقة، وبعدها يمكنك إرسال طلباتك ومتابعتها.
register-busy = جارٍ إنشاء حسابك…
have-account = لديك حساب؟
have-code = بانتظار تأكيد بريدك؟
enter-code = أدخل الرمز
name = اسمك
time-zone = المنطقة الزمنية
password-hint = ١٢ حرفًا على الأقل. بضع كلمات معًا يسهل تذكّرها ويصعب تخمينها.
name-missing = أدخل اسمك
email-missing = أدخل بريدك الإلكتروني
password-missing = أدخل كلمة المرور
email-wrong = أدخل بريدًا إلكترونيًا مثل name@example.com
password-weak = استخدم ١٢ حرفًا على الأقل
code-wrong = هذا الرمز غير صحيح أو انتهت صلاحيته. اطلب رمزًا جديدًا.
code-missing = أدخل الرمز الوارد في البريد
code-title = تأكيد بريدك الإلكتروني
code-text = إذا أمكن تسجيل { $email } فقد أرسلنا إليه رمزًا. أدخله هنا.
code-text-plain = أدخل بريدك والرمز الذي أرسلناه إليه.
code = الرمز
code-hint = قد تستغرق الرسالة دقيقة. ابحث أيضًا في مجلد الرسائل غير المرغوبة.
code-resend = إرسال الرمز مرة أخرى
code-sent-again = إذا كان العنوان صحيحًا فسيصلك رمز جديد.
confirm = تأكيد
forgot-link = نسيت كلمة المرور؟
forgot-title = اختيار كلمة مرور جديدة
forgot-text = أدخل بريدك الإلكتروني. إذا كان له حساب فسنرسل إليك رمزًا.
forgot-send = أرسل لي رمزًا
forgot-code-text = إذا كان للعنوان { $email } حساب فسيصله رمز. أدخله مع كلمة المرور الجديدة.
back-to-login = العودة إلى تسجيل الدخول
choose-password = كلمة مرورك الجديدة
choose-password-text = قبل المتابعة، اختر كلمة مرور خاصة بك.
new-password = كلمة المرور الجديدة
save-and-login = حفظ وتسجيل الدخول
login-first = سجّل الدخول لعرض هذه الصفحة.
signed-out = تم تسجيل خروجك. إلى اللقاء.
password-changed = تم تغيير كلمة المرور. سجّل الدخول بها من فضلك.
welcome-title = أهلًا بك { $name }
welcome-text = حسابك جاهز. يمكنك إرسال طلبك الأول متى شئت.

## Raise an issue

new-text = نقرأ كل كلمة. كلما كان وصفك أدق، كانت مساعدتنا أسرع.
subject = الموضوع
subject-hint = في سطر واحد: ما المشكلة؟
category = بمَ يتعلق طلبك؟
category-none = لست متأكدًا
priority = الأولوية
body = ماذا حدث؟
body-hint = اذكر مثلًا رقم الطلب وما توقعته وما حدث بالفعل. لا ترسل إلينا كلمات مرور أو أرقام بطاقات.
subject-missing = أدخل الموضوع
body-missing = صف ما حدث
new-send = إرسال إلى الفريق
draft-saved = يبقى نصّك محفوظًا على هذا الجهاز إلى أن ترسله.
field-none = اختر من فضلك
field-missing = أدخل: { $name }
field-choose = اختر: { $name }
field-tick = ضع علامة هنا للمتابعة: { $name }
field-number-wrong = أدخل رقمًا، مثل 12 أو 12.5
new-asks = { $n ->
    [one] يُطلب منك أمر إضافي واحد في الأسفل.
    [two] يُطلب منك أمران إضافيان في الأسفل.
    [few] تُطلب منك { $n } أمور إضافية في الأسفل.
    [many] يُطلب منك { $n } أمرًا إضافيًا في الأسفل.
   *[other] يُطلب منك { $n } أمر إضافي في الأسفل.
  }
new-files = الملفات
new-files-hint = صور أو لقطات شاشة أو مستندات: حتى { $n } ملفًا، بحجم أقصاه { $limit } لكل ملف. يمكنك إفلاتها في أي مكان من هذا النموذج.
new-files-gone = لم يعد بالإمكان إرسال أحد الملفات. أزله ثم أرفقه من جديد.
markdown = كيف تنسّق نصّك
markdown-bold = خط عريض
markdown-italic = خط مائل
markdown-list = قائمة، سطر لكل عنصر
markdown-code = كلمات كما هي تمامًا، مثل رسالة خطأ
markdown-quote = كلام كتبه غيرك

## My tickets

show = عرض
show-open = المفتوحة
show-solved = المحلولة
show-all = الكل
show-everything = عرض كل الطلبات
show-more = عرض المزيد
key-next = الطلب التالي
key-previous = الطلب السابق
key-search = بحث
search = بحث
search-label = ابحث في طلباتك
search-title = نتائج البحث عن «{ $query }»
search-end = العودة إلى القائمة
search-found = { $n ->
    [0] لا توجد نتائج
    [one] وُجد طلب واحد
    [two] وُجد طلبان
    [few] { $more ->
        [yes] وُجدت { $n } طلبات، وهناك المزيد
       *[no] وُجدت { $n } طلبات
    }
   *[other] { $more ->
        [yes] وُجد { $n } طلبًا، وهناك المزيد
       *[no] وُجد { $n } طلبًا
    }
  }
search-query-missing = اكتب كلمة أو اسمًا أو رقمًا للبحث عنه.
search-none = لا توجد نتائج
search-none-text = لا يحتوي أي من طلباتك على كل هذه الكلمات. جرّب كلمات أقل أو غيرها، أو رقم الطلب.
search-incomplete = يجري الآن تجهيز البحث، وقد تنقص هنا بعض النتائج.
more-loaded = { $n ->
    [one] عنصر إضافي واحد
    [two] عنصران إضافيان
    [few] { $n } عناصر إضافية
    [many] { $n } عنصرًا إضافيًا
   *[other] { $n } عنصر إضافي
  }
none-yet = لا توجد طلبات بعد
none-yet-text = عندما تحتاج إلى مساعدة، أرسل طلبًا، ثم تابعه من هنا.
none-here = لا شيء هنا
none-here-text = لا يوجد أي من طلباتك في هذه القائمة.

## One ticket

ticket = الطلب
conversation = المحادثة
raised-on = أُرسل
raised-title = وصلنا طلبك { $number }
raised-text = سيتولاه أحد أعضاء الفريق قريبًا، وسنكتب إليك عند أي جديد. يمكنك إغلاق هذه الصفحة.
details = عن هذا الطلب
detail-assignee = يتولى الطلب
detail-unassigned = لا أحد
detail-not-assigned-yet = نبحث عن الشخص المناسب
detail-team = الفريق
detail-updated = آخر تغيير
detail-reason = السبب:
mark-solved = تم الحل
reopen = إعادة الفتح
now-solved = تم وضع علامة «تم الحل». شكرًا لك!
now-open = طلبك مفتوح من جديد.
closes-solved = تم حل هذا الطلب وسيُغلق في { $date }. حتى ذلك الحين يعيد أي ردّ فتحه.
closes-waiting = نحن بانتظار ردّك. سيُغلق هذا الطلب في { $date } ما لم ترد.
closed-title = هذا الطلب مغلق
closed-text = لا يزال بإمكانك الكتابة هنا: تبدأ رسالتك طلبًا جديدًا يتابع هذا الطلب مع الفريق نفسه.
your-reply = ردّك
send = إرسال الرد
send-and-reopen = إرسال وإعادة الفتح
send-and-solve = إرسال مع وضع علامة «تم الحل»
reply-solved = حُلّت مشكلتي
message-from = رسالة جديدة من { $name }
send-there = إرسال إلى { $id }
send-follow-up = إرسال كطلب جديد
customer-view-text = ترى هذا الطلب كما يراه صاحبه. تُكتب الردود في واجهة الفريق.
customer-view-open = فتحه في واجهة الفريق

## Not found

missing-page = هذه الصفحة غير موجودة
missing-page-text = ربما كُتب العنوان خطأً أو نُقلت الصفحة.
missing-home = إلى الصفحة الرئيسية
