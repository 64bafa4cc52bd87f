# Why the desk did something by itself. Agents read the facts, customers what it means for them.
because-least_loaded-agent = أُسندت إلى { $agent }: فريق { $team }، متصل الآن، { $load } من { $cap } مفتوحة
because-least_loaded-customer = لدى { $agent } من فريق { $team } وقت لمتابعة هذه التذكرة
because-nobody_online-agent = بانتظار: لا أحد متصل في فريق { $team }
because-nobody_online-customer = بانتظار فريق { $team }
because-all_full-agent = بانتظار: كل المتصلين في فريق { $team } بلغوا حدّهم
because-all_full-customer = بانتظار فريق { $team }
because-reminder-agent = بانتظار العميل منذ { $days } { $days ->
    [one] يوم
    [two] يومين
    [few] أيام
   *[other] يومًا
} دون رد
because-reminder-customer = نحن بانتظار ردّك
because-closing-agent = إشعار أخير: لم يصل رد من العميل
because-closing-customer = ما زلنا في انتظار ردك، وهذا إشعارنا الأخير
because-unanswered-agent = أُغلقت: لم يرد العميل بعد الإشعار الأخير
because-unanswered-customer = أُغلقت لأننا لم نتلقَّ ردًّا منك
because-solved-agent = أُغلقت: حُلّت منذ { $days } يومًا ولم يُعَد فتحها
because-solved-customer = أُغلقت بعد مرور { $days } يومًا على حلّها
because-thanks_only-agent = تُركت كما هي: كتب العميل شكرًا فقط
because-thanks_only-customer = اعتبرنا رسالتك شكرًا. إن كنت ما زلت بحاجة إلى مساعدة، فأعد فتح التذكرة
because-automatic-agent = تُركت كما هي: رد آلي
because-automatic-customer = تُركت كما هي: رد آلي
because-snooze_over-agent = عادت بعد انتهاء التأجيل
because-snooze_over-customer = ننظر فيها من جديد
because-owner_absent-agent = سُحبت من { $agent } لأنه خارج المكتب
because-owner_absent-customer = { $agent } غائب: سيتابعها شخص آخر من فريق { $team }
because-owner_inactive-agent = سُحبت من { $agent } لأنه لم يعد يعمل هنا
because-owner_inactive-customer = سيتابعها شخص آخر من فريق { $team }
because-owner_moved-agent = سُحبت من { $agent } لأنه لم يعد يعمل على تذاكر فريق { $team }
because-owner_moved-customer = سيتابعها شخص آخر من فريق { $team }
because-low_rating-agent = أُعيدت: قيّمها العميل بـ { $score } من 5
because-low_rating-customer = لم تكن راضيًا، لذلك ننظر فيها من جديد
because-undelivered-agent = { $state ->
    [bounced] عنوان العميل لا يقبل بريدنا
    [capped] لم تُرسَل الرسالة: بلغ عدد الرسائل الحد المسموح به في الساعة
    [complained] أبلغ العميل عن بريدنا كبريد غير مرغوب فيه: لن يُرسل إليه شيء بعد الآن
    [rejected] رفض مزوّد البريد إرسال الرسالة
   *[other] لم يعد يُرسل شيء إلى عنوان العميل: فقد رفض بريدنا من قبل
}
because-undelivered-customer = لم يصلك بريدنا. يُرجى التحقق من عنوانك
because-unwarned-agent = لم تُغلق: تعذّر تنبيه العميل لأن المُرسِل غير موثَّق
because-unwarned-customer = نحن ننظر في التذكرة من جديد
