# ई-मेल। यहाँ के पाठ में कोई मार्कअप नहीं होता, क्योंकि वही सादे पाठ और HTML दोनों में जाता है।

mail-subject-message = [#{ $number }] { $subject }
mail-subject-notice = [#{ $number }] { $title }: { $subject }
mail-moment = { $day }, { $time } ({ $zone })
mail-ticket = टिकट #{ $number }: { $subject }

mail-received-title = आपका अनुरोध मिल गया है
mail-received-opening-own = हमें लिखने के लिए धन्यवाद। आपका अनुरोध अब टिकट #{ $number } के रूप में दर्ज है।
mail-received-opening-for_you = { $by } ने आपके लिए टिकट #{ $number } दर्ज किया है।
mail-received-body =
    नमस्ते { $reader },

    { $opening }

    कोई नई जानकारी मिलते ही हम आपको लिखेंगे। कुछ जोड़ना हो, तो बस इस ई-मेल का उत्तर दें।

    { $link }

mail-replied-title = नया उत्तर
mail-replied-status = इस उत्तर के साथ आपके टिकट की स्थिति अब “{ $status }” है।
mail-replied-body =
    नमस्ते { $reader },

    { $by } ने टिकट #{ $number } पर आपको उत्तर दिया है:

    { $message }

    { $status_news }

    उत्तर देने के लिए बस इस ई-मेल का उत्तर दें।

    { $link }

mail-status_changed-title = नई स्थिति “{ $status }”
mail-status_changed-body =
    नमस्ते { $reader },

    आपके टिकट #{ $number } की स्थिति अब “{ $status }” है। { $meaning }

    { $link }

mail-reminder-title = आपके उत्तर की प्रतीक्षा है
mail-reminder-closing = यदि हमें आपसे कोई उत्तर नहीं मिला, तो यह इस समय बंद कर दिया जाएगा: { $closing }।
mail-reminder-body =
    नमस्ते { $reader },

    हमें टिकट #{ $number } पर अब भी आपके उत्तर की प्रतीक्षा है। उत्तर देने के लिए बस इस ई-मेल का उत्तर दें।

    { $closing_news }

    { $keep_open }

    { $solve }

    { $link }

mail-closing-title = बंद होने से पहले अंतिम सूचना
mail-closing-body =
    नमस्ते { $reader },

    टिकट #{ $number } पर हमें आपसे कोई उत्तर नहीं मिला है, और यह हमारी अंतिम सूचना है। { $closing_news }

    यदि आपको अब भी सहायता चाहिए, तो बस इस ई-मेल का उत्तर दें, या एक क्लिक से इसे खुला रखें।

    { $keep_open }

    { $solve }

    { $link }

mail-closed-title = टिकट बंद हो गया
mail-closed-reason-plain = आपका टिकट #{ $number } अब बंद है। आप इसे आगे भी पढ़ सकते हैं।
mail-closed-reason-solved = आपका टिकट #{ $number } कुछ समय पहले हल हो गया था और अब बंद है। आप इसे आगे भी पढ़ सकते हैं।
mail-closed-reason-unanswered = हमें आपसे कोई उत्तर नहीं मिला, इसलिए आपका टिकट #{ $number } अब बंद है। आप इसे आगे भी पढ़ सकते हैं।
mail-closed-body =
    नमस्ते { $reader },

    { $reason }

    यदि आपको और सहायता चाहिए, तो बस इस ई-मेल का उत्तर दें: आपके संदेश से इससे जुड़ा एक नया टिकट बनेगा।

    { $link }

mail-reopened-title = फिर से खुल गया
mail-reopened-reason-rating = आपने बताया कि आप समाधान से संतुष्ट नहीं हैं, इसलिए हमने इसे फिर से खोला है।
mail-reopened-body =
    नमस्ते { $reader },

    आपका टिकट #{ $number } फिर से खुला है। हम इसे देखेंगे और आपको लिखेंगे।

    { $reason }

    कुछ जोड़ना हो, तो बस इस ई-मेल का उत्तर दें।

    { $link }

mail-merged-title = दूसरे टिकट के साथ जोड़ा गया
mail-merged-opening-own = आपके टिकट #{ $number } और #{ $other } एक ही विषय के हैं, इसलिए हमने उन्हें जोड़ दिया है। अब से सब कुछ #{ $other } में है।
mail-merged-opening-other = हमने आपके टिकट #{ $number } को इसी विषय के एक दूसरे टिकट के साथ जोड़ दिया है। हमारी सूचनाएँ आपको आगे भी यहीं मिलेंगी।
mail-merged-body =
    नमस्ते { $reader },

    { $opening }

    आपका लिखा हुआ कुछ भी खोया नहीं है। कुछ जोड़ना हो, तो बस इस ई-मेल का उत्तर दें।

    { $link }

mail-rating-title = आपकी राय महत्त्वपूर्ण है
mail-rating-body =
    नमस्ते { $reader },

    आपने टिकट #{ $number } में हमसे सहायता माँगी थी। आप इससे कितने संतुष्ट हैं? एक क्लिक काफ़ी है।

    { $stars }

    समय देने के लिए धन्यवाद।

mail-assigned-title = आपको सौंपा गया
mail-assigned-opening-plain = टिकट #{ $number } आपको सौंपा गया है।
mail-assigned-opening-by = { $by } ने टिकट #{ $number } आपको सौंपा है।
mail-assigned-body =
    नमस्ते { $reader },

    { $opening }

    ग्राहक: { $customer }
    स्थिति: { $status } · प्राथमिकता: { $priority }

    { $link }

mail-customer_replied-title = { $by } ने लिखा है
mail-customer_replied-body =
    नमस्ते { $reader },

    { $by } ने टिकट #{ $number } पर लिखा है:

    { $message }

    ग्राहक: { $customer }
    स्थिति: { $status } · प्राथमिकता: { $priority }

    { $link }

mail-mentioned-title = { $by } ने आपका उल्लेख किया है
mail-mentioned-body =
    नमस्ते { $reader },

    { $by } ने टिकट #{ $number } के एक नोट में आपका उल्लेख किया है।

    ग्राहक: { $customer }
    स्थिति: { $status } · प्राथमिकता: { $priority }

    { $link }

mail-followed-title = आप जिस टिकट पर नज़र रखते हैं, उसमें कुछ नया है
mail-followed-news-message = { $by } ने टिकट #{ $number } पर लिखा है:
mail-followed-news-note = { $by } ने टिकट #{ $number } में एक नोट जोड़ा है।
mail-followed-news-status = टिकट #{ $number } की स्थिति अब “{ $status }” है।
mail-followed-news-other = टिकट #{ $number } में कुछ बदला है।
mail-followed-body =
    नमस्ते { $reader },

    { $news }

    { $message }

    ग्राहक: { $customer }
    स्थिति: { $status } · प्राथमिकता: { $priority }

    { $link }

mail-undelivered-title = एक ई-मेल नहीं पहुँचा
mail-undelivered-body =
    नमस्ते { $reader },

    टिकट #{ $number } के बारे में एक ई-मेल नहीं पहुँच सका। संभव है कि { $customer } ने उसे न पढ़ा हो।

    कृपया टिकट देखें: वहाँ कारण लिखा है। हो सकता है कि पता ग़लत लिखा हो, या मेलबॉक्स भरा हो।

    { $link }

mail-confirmation-title = कृपया अपने पते की पुष्टि करें
mail-confirmation-subject = कृपया अपने पते की पुष्टि करें
mail-confirmation-body =
    नमस्ते,

    किसी ने इस पते से { $desk } को लिखा है। यदि वह आप थे, तो कृपया इसकी पुष्टि करें, ताकि हम आगे बढ़ सकें।

    { $confirm }

    यदि वह आप नहीं थे, तो आपको कुछ नहीं करना है: आपकी पुष्टि के बिना हम आपको इस बारे में नहीं लिखेंगे।

mail-now-new = हमारी टीम का कोई सदस्य इसे जल्द ही देखेगा।
mail-now-open = हम इस पर काम कर रहे हैं।
mail-now-pending = आगे बढ़ने के लिए हमें आपका उत्तर चाहिए।
mail-just-reply = उत्तर देने के लिए बस इस ई-मेल का उत्तर दें।
mail-now-on_hold = हमें अपनी टीम से बाहर किसी की प्रतीक्षा है। और जानकारी मिलते ही हम आपको लिखेंगे।
mail-now-solved = यदि अब भी कुछ ठीक नहीं है, तो बस इस ई-मेल का उत्तर दें, और यह फिर से खुल जाएगा।
mail-now-closed = आप इसे आगे भी पढ़ सकते हैं।

mail-status-new = नया
mail-status-open = खुला
mail-status-pending = आपके उत्तर की प्रतीक्षा
mail-status-on_hold = रुका हुआ
mail-status-solved = हल हो गया
mail-status-closed = बंद
mail-work-pending = ग्राहक के उत्तर की प्रतीक्षा

mail-priority-low = कम
mail-priority-normal = सामान्य
mail-priority-high = अधिक
mail-priority-urgent = अति आवश्यक

mail-view-customer = अपना टिकट देखें
mail-view-agent = टिकट देखें
mail-keep_open = इसे खुला रखें
mail-solve = यह हल हो गया है
mail-confirm = मेरे पते की पुष्टि करें
mail-score-5 = 5 – बहुत संतुष्ट
mail-score-4 = 4 – संतुष्ट
mail-score-3 = 3 – ठीक-ठाक
mail-score-2 = 2 – असंतुष्ट
mail-score-1 = 1 – बहुत असंतुष्ट

mail-answer-agent = इस ई-मेल के उत्तर में आप जो लिखेंगे, वह ग्राहक को भेजा जाएगा।
mail-why-customer = यह ई-मेल आपको इसलिए मिला है, क्योंकि { $desk } में आपका एक टिकट है।
mail-why-agent = यह ई-मेल आपको इसलिए मिला है, क्योंकि यह टिकट आपको सौंपा गया है।
mail-why-follower = यह ई-मेल आपको इसलिए मिला है, क्योंकि आप इस टिकट पर नज़र रखते हैं।
mail-why-confirmation = यह ई-मेल आपको इसलिए मिला है, क्योंकि { $desk } को यह पता दिया गया था।
mail-choose = चुनें कि आपको कौन-से ई-मेल मिलें
mail-unsubscribe = इस प्रकार के ई-मेल और न भेजें

mail-example-customer = किरण शर्मा
mail-example-agent = ज्योति वर्मा
mail-example-subject = पार्सल नहीं पहुँचा है
mail-example-message = आपके धैर्य के लिए धन्यवाद। पार्सल फिर से रास्ते में है और गुरुवार तक आपके पास पहुँच जाना चाहिए।
