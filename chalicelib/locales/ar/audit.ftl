# سجل الإدارة: ما فعله شخص ما، كما يراه قارئ السجل.
audit-TeamAdded = إضافة الفريق { $name }
audit-TeamChanged = تعديل الفريق { $name }
audit-TeamRemoved = حذف الفريق { $name }
audit-CategoryAdded = إضافة الفئة { $name }
audit-CategoryChanged = تعديل الفئة { $name }
audit-CategoryRemoved = حذف الفئة { $name }
audit-SettingsChanged = تعديل إعدادات مكتب المساعدة
audit-SavedReplyAdded = إضافة الرد المشترك { $name }
audit-SavedReplyChanged = تعديل الرد المشترك { $name }
audit-SavedReplyRemoved = حذف الرد المشترك { $name }
audit-AgentInvited = دعوة { $name } إلى العمل هنا
audit-AgentChanged = تعديل الوكيل { $name }
audit-AgentDeactivated = تعطيل حساب الوكيل { $name }
audit-AgentActivated = تفعيل حساب الوكيل { $name }
audit-AddressReleased = السماح مجدداً بإرسال البريد إلى عنوان
