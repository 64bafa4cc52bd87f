# Why the desk did something by itself. Agents read the facts, customers what it means for them.
reason-least_loaded-agent = أُسندت إلى { $agent }: فريق { $team }، متصل الآن، { $load } من { $cap } مفتوحة
reason-least_loaded-customer = لدى { $agent } من فريق { $team } وقت لمتابعة هذه التذكرة
reason-no_agent_online-agent = بانتظار: لا أحد متصل في فريق { $team }
reason-no_agent_online-customer = بانتظار فريق { $team }
reason-all_at_capacity-agent = بانتظار: كل المتصلين في فريق { $team } بلغوا حدّهم
reason-all_at_capacity-customer = بانتظار فريق { $team }
reason-reminder-agent = بانتظار العميل منذ { $days } { $days ->
    [one] يوم
    [two] يومين
    [few] أيام
   *[other] يومًا
} دون رد
reason-reminder-customer = نحن بانتظار ردّك
reason-closing-agent = إشعار أخير: لم يصل رد من العميل
reason-closing-customer = ما زلنا في انتظار ردك، وهذا إشعارنا الأخير
reason-unanswered-agent = أُغلقت: لم يرد العميل بعد الإشعار الأخير
reason-unanswered-customer = أُغلقت لأننا لم نتلقَّ ردًّا منك
reason-solved-agent = أُغلقت: حُلّت منذ { $days } يومًا ولم يُعَد فتحها
reason-solved-customer = أُغلقت بعد مرور { $days } يومًا على حلّها
reason-thanks_only-agent = تُركت كما هي: كتب العميل شكرًا فقط
reason-thanks_only-customer = اعتبرنا رسالتك شكرًا. إن كنت ما زلت بحاجة إلى مساعدة، فأعد فتح التذكرة
reason-automatic-agent = تُركت كما هي: رد آلي
reason-automatic-customer = تُركت كما هي: رد آلي
reason-snooze_over-agent = عادت بعد انتهاء التأجيل
reason-snooze_over-customer = ننظر فيها من جديد
reason-assignee_absent-agent = سُحبت من { $agent } لأنه خارج المكتب
reason-assignee_absent-customer = { $agent } غائب: سيتابعها شخص آخر من فريق { $team }
reason-assignee_inactive-agent = سُحبت من { $agent } لأنه لم يعد يعمل هنا
reason-assignee_inactive-customer = سيتابعها شخص آخر من فريق { $team }
reason-assignee_moved-agent = سُحبت من { $agent } لأنه لم يعد يعمل على تذاكر فريق { $team }
reason-assignee_moved-customer = سيتابعها شخص آخر من فريق { $team }
reason-low_rating-agent = أُعيدت: قيّمها العميل بـ { $score } من 5
reason-low_rating-customer = لم تكن راضيًا، لذلك ننظر فيها من جديد
reason-undelivered-agent = { $state ->
    [bounced] عنوان العميل لا يقبل بريدنا
    [capped] لم تُرسَل الرسالة: بلغ عدد الرسائل الحد المسموح به في الساعة
    [complained] أبلغ العميل عن بريدنا كبريد غير مرغوب فيه: لن يُرسل إليه شيء بعد الآن
    [rejected] رفض مزوّد البريد إرسال الرسالة
   *[other] لم يعد يُرسل شيء إلى عنوان العميل: فقد رفض بريدنا من قبل
}
reason-undelivered-customer = لم يصلك بريدنا. يُرجى التحقق من عنوانك
reason-unwarned-agent = لم تُغلق: تعذّر تنبيه العميل لأن المُرسِل غير موثَّق
reason-unwarned-customer = نحن ننظر في التذكرة من جديد
