# What only some tickets say: where they come from and go on, and what customers think of the solution.
answer-yes = نعم
answer-no = لا
continues = هذا الطلب متابعة للطلب { $id } الذي أُغلق.
continued-in = أُغلق هذا الطلب، وتستمر متابعته في { $id }.
merged-here = { $n ->
    [one] يظهر هنا أيضًا طلب آخر لك في الموضوع نفسه:
    [two] يظهر هنا أيضًا طلبان آخران لك في الموضوع نفسه:
    [few] تظهر هنا أيضًا { $n } طلبات أخرى لك في الموضوع نفسه:
    [many] يظهر هنا أيضًا { $n } طلبًا آخر لك في الموضوع نفسه:
   *[other] يظهر هنا أيضًا { $n } طلب آخر لك في الموضوع نفسه:
  }
merged-title = ضممنا هذا الطلب إلى { $id }
merged-text = الطلبان في الموضوع نفسه، فتكفي محادثة واحدة. يبقى الرقمان ورابطاهما صالحين، وما تكتبه هنا يُضاف هناك.
merged-open = فتح المحادثة
line-unmerged = عاد هذا الطلب مستقلًا

## After a solution

rate-title = ما مدى رضاك عن مساعدتنا؟
rate-one = 1 من 5: سيئة جدًا
rate-two = 2 من 5: سيئة
rate-three = 3 من 5: مقبولة
rate-four = 4 من 5: جيدة
rate-five = 5 من 5: جيدة جدًا
rate-comment = ما الذي ينبغي أن نعرفه؟
rate-comment-hint = يقرأ فريقنا ما تكتبه، ويظهر في سجل طلبك.
rate-missing = اختر من نجمة واحدة إلى خمس نجوم
rate-send = إرسال التقييم
rate-thanks = شكرًا على تقييمك
rate-thanks-text = يصل تقييمك إلى من ساعدك، ويبيّن لنا جميعًا ما نبقيه وما نغيّره.
rate-sorry = شكرًا لأنك أخبرتنا
rate-sorry-text = نأسف لأن الأمر لم يسر كما يجب. سينظر أحدنا فيه من جديد ويكتب إليك.
line-asked = سألناك عن مدى رضاك عن مساعدتنا
line-rated = أعطى { $name } { $score } من 5 نجوم
line-closure-deferred = يحتاج { $name } إلى مزيد من الوقت، فسنواصل الانتظار
