# رسائل البريد. النصوص هنا بلا ترميز، لأنها تُستعمل في النص العادي وفي HTML معًا.

mail-subject = [#{ $number }] { $title }: { $subject }
mail-moment = يوم { $day } الساعة { $time } ({ $zone })
mail-hello = مرحبًا { $reader }،
mail-desk = { $desk }
mail-ticket = التذكرة رقم { $number }: { $subject }

mail-received-title = وصلنا طلبك
mail-received-lead = شكرًا لتواصلك معنا. أصبح طلبك التذكرة رقم { $number }.
mail-received-for-you = فُتحت التذكرة رقم { $number } باسمك من قِبل { $by }.
mail-received-next = سنكتب إليك فور توفّر جديد. ويمكنك متابعة التذكرة أو الإضافة إليها متى شئت.

mail-replied-title = رد جديد
mail-replied-lead = وصلك رد من { $by } على التذكرة رقم { $number }:
mail-replied-status = مع هذا الرد، أصبحت حالة التذكرة الآن: { $status }.

mail-status_changed-title = الحالة الآن { $status }
mail-status_changed-lead = أصبحت حالة تذكرتك رقم { $number } الآن: { $status }.

mail-reminder-title = في انتظار ردك
mail-reminder-lead = ما زلنا في انتظار ردك على التذكرة رقم { $number }.
mail-reminder-closing = إذا لم يصلنا ردك، فستُغلق التذكرة { $moment }.
mail-reminder-keep = لإبقائها مفتوحة، اكتب رسالة في صفحة التذكرة، ولو قصيرة. وإذا لم تعد بحاجة إلى مساعدة، فلا داعي لفعل أي شيء.

mail-closed-title = أُغلقت التذكرة
mail-closed-lead = أُغلقت تذكرتك رقم { $number }. وما زال بإمكانك قراءتها.
mail-closed-unanswered = لم يصلنا ردك، لذلك أُغلقت تذكرتك رقم { $number }. وما زال بإمكانك قراءتها.
mail-closed-again = إذا احتجت إلى مزيد من المساعدة، فافتح تذكرة جديدة واذكر فيها الرقم { $number }.
mail-closed-new = فتح تذكرة جديدة

mail-reopened-title = أُعيد فتح التذكرة
mail-reopened-lead = أُعيد فتح تذكرتك رقم { $number }. سننظر فيها ونكتب إليك.

mail-assigned-title = أُسندت إليك
mail-assigned-lead = أُسندت إليك التذكرة رقم { $number }.
mail-assigned-by = أُسندت إليك التذكرة رقم { $number } من قِبل { $by }.

mail-customer_replied-title = رسالة من { $by }
mail-customer_replied-lead = وصلت رسالة من { $by } على التذكرة رقم { $number }:

mail-mentioned-title = أشار إليك { $by }
mail-mentioned-lead = أشار إليك { $by } في ملاحظة على التذكرة رقم { $number }.

mail-followed-title = جديد في تذكرة تتابعها
mail-followed-said = كتب { $by } على التذكرة رقم { $number }:
mail-followed-note = أضاف { $by } ملاحظة إلى التذكرة رقم { $number }.
mail-followed-status = التذكرة رقم { $number } أصبحت الآن { $status }.
mail-followed-news = تغيّر شيء في التذكرة رقم { $number }.

mail-undelivered-title = لم تصل رسالة بريد
mail-undelivered-lead = لم يستلم { $customer } رسالتنا بشأن التذكرة رقم { $number }. يُرجى التواصل معه بطريقة أخرى أو طلب عنوان آخر.

mail-now-new = سينظر فيها أحد موظفينا قريبًا.
mail-now-open = نحن نعمل عليها.
mail-now-pending = نحتاج إلى ردك لنتمكن من المتابعة.
mail-now-on_hold = ننتظر جهة من خارج فريقنا، وسنكتب إليك فور معرفة المزيد.
mail-now-solved = إذا بقيت أي مشكلة، فاكتب رسالة في صفحة التذكرة ليُعاد فتحها.
mail-now-closed = ما زال بإمكانك قراءتها.

mail-status-new = جديدة
mail-status-open = مفتوحة
mail-status-pending = معلّقة
mail-status-on_hold = قيد الانتظار
mail-status-solved = محلولة
mail-status-closed = مغلقة

mail-priority-low = منخفضة
mail-priority-normal = عادية
mail-priority-high = عالية
mail-priority-urgent = عاجلة

mail-fact-customer = العميل: { $customer }
mail-fact-state = الحالة: { $status } · الأولوية: { $priority }

mail-view-customer = عرض تذكرتك
mail-view-agent = عرض التذكرة
mail-answer-there = يُرجى كتابة ردك في صفحة التذكرة، فلا يمكننا قراءة الردود على هذه الرسالة.
mail-no-replies = لا يمكننا قراءة الردود على هذه الرسالة.
mail-why-customer = تصلك هذه الرسالة لأن لديك تذكرة لدى { $desk }.
mail-why-agent = تصلك هذه الرسالة لأن هذه التذكرة مسندة إليك.
mail-why-follower = تصلك هذه الرسالة لأنك تتابع هذه التذكرة.
mail-choose = اختيار الرسائل التي تصلك
