# لماذا رُفض ملف.
attachment-refused-size = حجمه ليس كما أُعلن. أرسله من جديد.
attachment-refused-type = ليس من النوع الذي يدل عليه اسمه.
attachment-refused-program = هو برنامج أو صفحة ويب، أو في داخله شيء من ذلك.
attachment-refused-locked = هو محمي بكلمة مرور فلا يمكن فحصه. أرسله بدونها.
attachment-refused-archive = الأرشيف تالف، أو كبير جدًا أو عميق جدًا عند فكه.
attachment-refused-malware = يحتوي على شيء ضار.
attachment-refused-abandoned = بقي طويلًا دون رسالة. أرسله من جديد.
