# Mails. Ein Text hier enthält keine Auszeichnung, denn er steht im reinen Text wie im HTML.

mail-subject-message = [#{ $number }] { $subject }
mail-subject-notice = [#{ $number }] { $title }: { $subject }
mail-moment = { $day }, um { $time } Uhr ({ $zone })
mail-ticket = Ticket #{ $number }: { $subject }

mail-received-title = Ihre Anfrage ist angekommen
mail-received-opening-own = Vielen Dank für Ihre Nachricht. Ihre Anfrage hat jetzt die Ticketnummer #{ $number }.
mail-received-opening-for_you = { $by } hat für Sie das Ticket #{ $number } angelegt.
mail-received-body =
    Guten Tag { $reader },

    { $opening }

    Sobald es etwas Neues gibt, schreiben wir Ihnen. Wenn Sie etwas ergänzen möchten, antworten Sie einfach auf diese E-Mail.

    { $link }

mail-replied-title = Neue Antwort
mail-replied-status = Mit dieser Antwort ist der Status Ihres Tickets jetzt „{ $status }“.
mail-replied-body =
    Guten Tag { $reader },

    { $by } hat Ihnen zum Ticket #{ $number } geantwortet:

    { $message }

    { $status_news }

    Wenn Sie darauf eingehen möchten, antworten Sie einfach auf diese E-Mail.

    { $link }

mail-status_changed-title = Neuer Status „{ $status }“
mail-status_changed-body =
    Guten Tag { $reader },

    der Status Ihres Tickets #{ $number } ist jetzt „{ $status }“. { $meaning }

    { $link }

mail-reminder-title = Wir warten auf Ihre Antwort
mail-reminder-closing = Wenn wir nichts von Ihnen hören, wird es am { $closing } geschlossen.
mail-reminder-body =
    Guten Tag { $reader },

    wir warten noch auf Ihre Antwort zum Ticket #{ $number }. Antworten Sie einfach auf diese E-Mail.

    { $closing_news }

    { $keep_open }

    { $solve }

    { $link }

mail-closing-title = Letzter Hinweis vor dem Schließen
mail-closing-body =
    Guten Tag { $reader },

    wir haben zum Ticket #{ $number } keine Antwort von Ihnen erhalten. Dies ist unser letzter Hinweis. { $closing_news }

    Wenn Sie noch Hilfe brauchen, antworten Sie einfach auf diese E-Mail, oder halten Sie das Ticket mit einem Klick offen.

    { $keep_open }

    { $solve }

    { $link }

mail-closed-title = Geschlossen
mail-closed-reason-plain = Ihr Ticket #{ $number } ist jetzt geschlossen. Sie können es weiterhin lesen.
mail-closed-reason-solved = Ihr Ticket #{ $number } wurde vor einiger Zeit gelöst und ist jetzt geschlossen. Sie können es weiterhin lesen.
mail-closed-reason-unanswered = Wir haben keine Antwort von Ihnen erhalten, deshalb ist Ihr Ticket #{ $number } jetzt geschlossen. Sie können es weiterhin lesen.
mail-closed-body =
    Guten Tag { $reader },

    { $reason }

    Wenn Sie weitere Hilfe brauchen, antworten Sie einfach auf diese E-Mail: Mit Ihrer Nachricht beginnt ein neues Ticket, das auf dieses verweist.

    { $link }

mail-reopened-title = Wieder offen
mail-reopened-reason-rating = Sie haben uns mitgeteilt, dass Sie mit der Lösung nicht zufrieden sind; deshalb haben wir es wieder geöffnet.
mail-reopened-body =
    Guten Tag { $reader },

    Ihr Ticket #{ $number } ist wieder offen. Wir sehen es uns an und schreiben Ihnen.

    { $reason }

    Wenn Sie etwas ergänzen möchten, antworten Sie einfach auf diese E-Mail.

    { $link }

mail-merged-title = Mit einem anderen Ticket zusammengeführt
mail-merged-opening-own = Ihre Tickets #{ $number } und #{ $other } betreffen dasselbe Anliegen, deshalb haben wir sie zusammengeführt. Ab jetzt steht alles in #{ $other }.
mail-merged-opening-other = Wir haben Ihr Ticket #{ $number } mit einem anderen zum selben Anliegen zusammengeführt. Sie hören weiterhin hier von uns.
mail-merged-body =
    Guten Tag { $reader },

    { $opening }

    Von dem, was Sie geschrieben haben, geht nichts verloren. Wenn Sie etwas ergänzen möchten, antworten Sie einfach auf diese E-Mail.

    { $link }

mail-rating-title = Ihre Meinung zählt
mail-rating-body =
    Guten Tag { $reader },

    Sie haben uns mit dem Ticket #{ $number } um Hilfe gebeten. Wie zufrieden sind Sie damit? Ein Klick genügt.

    { $stars }

    Vielen Dank, dass Sie sich die Zeit nehmen.

mail-assigned-title = Ihnen zugewiesen
mail-assigned-opening-plain = Das Ticket #{ $number } wurde Ihnen zugewiesen.
mail-assigned-opening-by = { $by } hat Ihnen das Ticket #{ $number } zugewiesen.
mail-assigned-body =
    Guten Tag { $reader },

    { $opening }

    Anfrage von: { $customer }
    Status: { $status } · Priorität: { $priority }

    { $link }

mail-customer_replied-title = { $by } hat geschrieben
mail-customer_replied-body =
    Guten Tag { $reader },

    { $by } hat zum Ticket #{ $number } geschrieben:

    { $message }

    Anfrage von: { $customer }
    Status: { $status } · Priorität: { $priority }

    { $link }

mail-mentioned-title = { $by } hat Sie erwähnt
mail-mentioned-body =
    Guten Tag { $reader },

    { $by } hat Sie in einer Notiz zum Ticket #{ $number } erwähnt.

    Anfrage von: { $customer }
    Status: { $status } · Priorität: { $priority }

    { $link }

mail-followed-title = Neues zu einem Ticket, dem Sie folgen
mail-followed-news-message = { $by } hat zum Ticket #{ $number } geschrieben:
mail-followed-news-note = { $by } hat dem Ticket #{ $number } eine Notiz hinzugefügt.
mail-followed-news-status = Der Status des Tickets #{ $number } ist jetzt „{ $status }“.
mail-followed-news-other = Beim Ticket #{ $number } hat sich etwas geändert.
mail-followed-body =
    Guten Tag { $reader },

    { $news }

    { $message }

    Anfrage von: { $customer }
    Status: { $status } · Priorität: { $priority }

    { $link }

mail-undelivered-title = Eine E-Mail ist nicht angekommen
mail-undelivered-body =
    Guten Tag { $reader },

    eine E-Mail zum Ticket #{ $number } konnte nicht zugestellt werden. { $customer } hat sie möglicherweise nicht gelesen.

    Bitte sehen Sie sich das Ticket an: Dort steht, woran es lag. Vielleicht ist die Adresse falsch geschrieben oder das Postfach voll.

    { $link }

mail-confirmation-title = Bitte bestätigen Sie Ihre Adresse
mail-confirmation-subject = Bitte bestätigen Sie Ihre Adresse
mail-confirmation-body =
    Guten Tag,

    jemand hat mit dieser Adresse an { $desk } geschrieben. Wenn Sie das waren, bestätigen Sie sie bitte, damit es weitergehen kann.

    { $confirm }

    Wenn Sie es nicht waren, brauchen Sie nichts zu tun: Ohne Ihre Bestätigung schreiben wir Ihnen in dieser Sache nicht.

mail-now-new = Bald sieht es sich jemand aus unserem Team an.
mail-now-open = Wir arbeiten daran.
mail-now-pending = Wir brauchen eine Antwort von Ihnen, bevor es weitergehen kann.
mail-just-reply = Antworten Sie einfach auf diese E-Mail.
mail-now-on_hold = Wir warten auf jemanden außerhalb unseres Teams und schreiben Ihnen, sobald wir mehr wissen.
mail-now-solved = Wenn noch etwas nicht stimmt, antworten Sie einfach auf diese E-Mail, und es ist wieder offen.
mail-now-closed = Sie können es weiterhin lesen.

mail-status-new = neu
mail-status-open = offen
mail-status-pending = wartet auf Ihre Antwort
mail-status-on_hold = zurückgestellt
mail-status-solved = gelöst
mail-status-closed = geschlossen
mail-work-pending = wartet auf Antwort

mail-priority-low = niedrig
mail-priority-normal = normal
mail-priority-high = hoch
mail-priority-urgent = dringend

mail-view-customer = Ihr Ticket ansehen
mail-view-agent = Ticket ansehen
mail-keep_open = Offen halten
mail-solve = Es ist gelöst
mail-confirm = Meine Adresse bestätigen
mail-score-5 = 5 – Sehr zufrieden
mail-score-4 = 4 – Zufrieden
mail-score-3 = 3 – Teils, teils
mail-score-2 = 2 – Unzufrieden
mail-score-1 = 1 – Sehr unzufrieden

mail-answer-agent = Was Sie auf diese E-Mail antworten, geht an die Kundin oder den Kunden.
mail-why-customer = Sie erhalten diese E-Mail, weil Sie ein Ticket bei { $desk } haben.
mail-why-agent = Sie erhalten diese E-Mail, weil Sie dieses Ticket bearbeiten.
mail-why-follower = Sie erhalten diese E-Mail, weil Sie diesem Ticket folgen.
mail-why-confirmation = Sie erhalten diese E-Mail, weil diese Adresse bei { $desk } angegeben wurde.
mail-choose = Auswählen, welche E-Mails Sie erhalten
mail-unsubscribe = Keine E-Mails dieser Art mehr

mail-example-customer = Kim Weber
mail-example-agent = Alex Schneider
mail-example-subject = Das Paket ist nicht angekommen
mail-example-message = Vielen Dank für Ihre Geduld. Das Paket ist wieder unterwegs und sollte am Donnerstag bei Ihnen sein.
