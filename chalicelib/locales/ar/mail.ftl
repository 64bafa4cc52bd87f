# رسائل البريد. النصوص هنا بلا ترميز، لأنها تُستعمل في النص العادي وفي HTML معًا.

mail-subject-message = [#{ $number }] { $subject }
mail-subject-notice = [#{ $number }] { $title }: { $subject }
mail-moment = يوم { $day } الساعة { $time } ({ $zone })
mail-ticket = التذكرة رقم { $number }: { $subject }

mail-received-title = وصلنا طلبك
mail-received-opening-own = شكرًا لتواصلك معنا. أصبح طلبك التذكرة رقم { $number }.
mail-received-opening-for_you = فُتحت التذكرة رقم { $number } باسمك من قِبل { $by }.
mail-received-body =
    مرحبًا { $reader }،

    { $opening }

    سنكتب إليك فور توفّر جديد. ولإضافة أي شيء، يكفي الرد على هذه الرسالة.

    { $link }

mail-replied-title = رد جديد
mail-replied-status = مع هذا الرد، أصبحت حالة تذكرتك الآن «{ $status }».
mail-replied-body =
    مرحبًا { $reader }،

    وصلك رد من { $by } على التذكرة رقم { $number }:

    { $message }

    { $status_news }

    للإجابة، يكفي الرد على هذه الرسالة.

    { $link }

mail-status_changed-title = الحالة الجديدة «{ $status }»
mail-status_changed-body =
    مرحبًا { $reader }،

    أصبحت حالة تذكرتك رقم { $number } الآن «{ $status }». { $meaning }

    { $link }

mail-reminder-title = في انتظار ردك
mail-reminder-closing = إذا لم يصلنا ردك، فستُغلق التذكرة { $closing }.
mail-reminder-body =
    مرحبًا { $reader }،

    ما زلنا في انتظار ردك على التذكرة رقم { $number }. للإجابة، يكفي الرد على هذه الرسالة.

    { $closing_news }

    { $keep_open }

    { $solve }

    { $link }

mail-closing-title = إشعار أخير قبل الإغلاق
mail-closing-body =
    مرحبًا { $reader }،

    لم يصلنا ردك على التذكرة رقم { $number }، وهذا إشعارنا الأخير. { $closing_news }

    إذا كنت لا تزال بحاجة إلى المساعدة، فيكفي الرد على هذه الرسالة، أو طلب إبقائها مفتوحة بضغطة واحدة.

    { $keep_open }

    { $solve }

    { $link }

mail-closed-title = أُغلقت التذكرة
mail-closed-reason-plain = أُغلقت تذكرتك رقم { $number }. وما زال بإمكانك قراءتها.
mail-closed-reason-solved = حُلّت تذكرتك رقم { $number } منذ مدة، وقد أُغلقت الآن. وما زال بإمكانك قراءتها.
mail-closed-reason-unanswered = لم يصلنا ردك، لذلك أُغلقت تذكرتك رقم { $number }. وما زال بإمكانك قراءتها.
mail-closed-body =
    مرحبًا { $reader }،

    { $reason }

    إذا احتجت إلى مزيد من المساعدة، فيكفي الرد على هذه الرسالة: ستُفتح برسالتك تذكرة جديدة مرتبطة بهذه.

    { $link }

mail-reopened-title = أُعيد فتح التذكرة
mail-reopened-reason-rating = أخبرتنا بأنك غير راضٍ عن الحل، لذلك أعدنا فتحها.
mail-reopened-body =
    مرحبًا { $reader }،

    أُعيد فتح تذكرتك رقم { $number }. سننظر فيها ونكتب إليك.

    { $reason }

    لإضافة أي شيء، يكفي الرد على هذه الرسالة.

    { $link }

mail-merged-title = ضُمّت إلى تذكرة أخرى
mail-merged-opening-own = تتعلق تذكرتاك رقم { $number } ورقم { $other } بالموضوع نفسه، لذلك ضممناهما معًا. وكل شيء من الآن في التذكرة رقم { $other }.
mail-merged-opening-other = ضممنا تذكرتك رقم { $number } إلى تذكرة أخرى في الموضوع نفسه. وستصلك أخبارنا هنا كما كانت.
mail-merged-body =
    مرحبًا { $reader }،

    { $opening }

    لم يضِع شيء مما كتبته. ولإضافة أي شيء، يكفي الرد على هذه الرسالة.

    { $link }

mail-rating-title = رأيك يهمنا
mail-rating-body =
    مرحبًا { $reader }،

    طلبت مساعدتنا في التذكرة رقم { $number }. ما مدى رضاك عنها؟ ضغطة واحدة تكفي.

    { $stars }

    شكرًا على وقتك.

mail-assigned-title = أُسندت إليك
mail-assigned-opening-plain = أُسندت إليك التذكرة رقم { $number }.
mail-assigned-opening-by = أُسندت إليك التذكرة رقم { $number } من قِبل { $by }.
mail-assigned-body =
    مرحبًا { $reader }،

    { $opening }

    العميل: { $customer }
    الحالة: { $status } · الأولوية: { $priority }

    { $link }

mail-customer_replied-title = رسالة من { $by }
mail-customer_replied-body =
    مرحبًا { $reader }،

    وصلت رسالة من { $by } على التذكرة رقم { $number }:

    { $message }

    العميل: { $customer }
    الحالة: { $status } · الأولوية: { $priority }

    { $link }

mail-mentioned-title = أشار إليك { $by }
mail-mentioned-body =
    مرحبًا { $reader }،

    أشار إليك { $by } في ملاحظة على التذكرة رقم { $number }.

    العميل: { $customer }
    الحالة: { $status } · الأولوية: { $priority }

    { $link }

mail-followed-title = جديد في تذكرة تتابعها
mail-followed-news-message = كتب { $by } على التذكرة رقم { $number }:
mail-followed-news-note = أضاف { $by } ملاحظة إلى التذكرة رقم { $number }.
mail-followed-news-status = أصبحت حالة التذكرة رقم { $number } الآن «{ $status }».
mail-followed-news-other = تغيّر شيء في التذكرة رقم { $number }.
mail-followed-body =
    مرحبًا { $reader }،

    { $news }

    { $message }

    العميل: { $customer }
    الحالة: { $status } · الأولوية: { $priority }

    { $link }

mail-undelivered-title = رسالة لم تصل
mail-undelivered-body =
    مرحبًا { $reader }،

    تعذّر تسليم رسالة بشأن التذكرة رقم { $number }. ربما لم تُقرأ من قِبل { $customer }.

    يُرجى الاطلاع على التذكرة، ففيها سبب ذلك. قد يكون العنوان مكتوبًا خطأً أو صندوق البريد ممتلئًا.

    { $link }

mail-confirmation-title = يُرجى تأكيد عنوانك
mail-confirmation-subject = يُرجى تأكيد عنوانك
mail-confirmation-body =
    مرحبًا،

    كتب أحدهم إلى { $desk } بهذا العنوان. إذا كنت أنت من كتب، فيُرجى تأكيد العنوان لنتمكن من المتابعة.

    { $confirm }

    وإذا لم تكن أنت، فلا داعي لفعل أي شيء: لن نكتب إليك في هذا الشأن دون تأكيدك.


mail-now-new = سينظر فيها أحد موظفينا قريبًا.
mail-now-open = نحن نعمل عليها.
mail-now-pending = نحتاج إلى ردك لنتمكن من المتابعة.
mail-just-reply = للإجابة، يكفي الرد على هذه الرسالة.
mail-now-on_hold = ننتظر جهة من خارج فريقنا، وسنكتب إليك فور معرفة المزيد.
mail-now-solved = إذا بقيت أي مشكلة، فيكفي الرد على هذه الرسالة ليُعاد فتحها.
mail-now-closed = ما زال بإمكانك قراءتها.

mail-status-new = جديدة
mail-status-open = مفتوحة
mail-status-pending = في انتظار ردك
mail-status-on_hold = قيد الانتظار
mail-status-solved = محلولة
mail-status-closed = مغلقة
mail-work-pending = في انتظار العميل

mail-priority-low = منخفضة
mail-priority-normal = عادية
mail-priority-high = عالية
mail-priority-urgent = عاجلة

mail-view-customer = عرض تذكرتك
mail-view-agent = عرض التذكرة
mail-keep_open = إبقاؤها مفتوحة
mail-solve = حُلّت المشكلة
mail-confirm = تأكيد عنواني
mail-score-5 = 5 – راضٍ جدًا
mail-score-4 = 4 – راضٍ
mail-score-3 = 3 – بين بين
mail-score-2 = 2 – غير راضٍ
mail-score-1 = 1 – غير راضٍ إطلاقًا

mail-answer-agent = ما تكتبه ردًا على هذه الرسالة يصل إلى العميل.
mail-why-customer = تصلك هذه الرسالة لأن لديك تذكرة لدى { $desk }.
mail-why-agent = تصلك هذه الرسالة لأن هذه التذكرة مسندة إليك.
mail-why-follower = تصلك هذه الرسالة لأنك تتابع هذه التذكرة.
mail-why-confirmation = تصلك هذه الرسالة لأن هذا العنوان أُعطي إلى { $desk }.
mail-choose = اختيار الرسائل التي تصلك
mail-unsubscribe = لا أريد رسائل من هذا النوع

mail-example-customer = نور حداد
mail-example-agent = سماح خليل
mail-example-subject = لم يصل الطرد
mail-example-message = شكرًا على صبرك. الطرد في الطريق مجددًا، ومن المتوقع أن يصلك يوم الخميس.
