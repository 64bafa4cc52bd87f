# Courriels. Les textes ne contiennent aucun balisage, car ils servent en texte brut comme en HTML.

mail-subject-message = [#{ $number }] { $subject }
mail-subject-notice = [#{ $number }] { $title } : { $subject }
mail-moment = le { $day } à { $time } ({ $zone })
mail-ticket = Ticket nº { $number } : { $subject }

mail-received-title = Nous avons reçu votre demande
mail-received-opening-own = Merci de nous avoir écrit. Votre demande porte désormais le numéro de ticket { $number }.
mail-received-opening-for_you = { $by } a ouvert pour vous le ticket nº { $number }.
mail-received-body =
    Bonjour { $reader },

    { $opening }

    Nous vous écrirons dès qu’il y aura du nouveau. Pour ajouter quelque chose, répondez simplement à ce message.

    { $link }

mail-replied-title = Nouvelle réponse
mail-replied-status = Avec cette réponse, l’état de votre ticket est maintenant « { $status } ».
mail-replied-body =
    Bonjour { $reader },

    { $by } vous a répondu au sujet du ticket nº { $number } :

    { $message }

    { $status_news }

    Pour donner suite, répondez simplement à ce message.

    { $link }

mail-status_changed-title = Nouvel état « { $status } »
mail-status_changed-body =
    Bonjour { $reader },

    L’état de votre ticket nº { $number } est maintenant « { $status } ». { $meaning }

    { $link }

mail-reminder-title = Nous attendons votre réponse
mail-reminder-closing = Sans nouvelles de votre part, il sera fermé { $closing }.
mail-reminder-body =
    Bonjour { $reader },

    Nous attendons toujours votre réponse au sujet du ticket nº { $number }. Il vous suffit de répondre à ce message.

    { $closing_news }

    { $keep_open }

    { $solve }

    { $link }

mail-closing-title = Dernier rappel avant fermeture
mail-closing-body =
    Bonjour { $reader },

    Nous n’avons pas reçu de réponse de votre part au sujet du ticket nº { $number }, et ceci est notre dernier rappel. { $closing_news }

    Si vous avez encore besoin d’aide, répondez simplement à ce message, ou demandez d’un clic qu’il reste ouvert.

    { $keep_open }

    { $solve }

    { $link }

mail-closed-title = Ticket fermé
mail-closed-reason-plain = Votre ticket nº { $number } est maintenant fermé. Vous pouvez toujours le consulter.
mail-closed-reason-solved = Votre ticket nº { $number } a été résolu il y a quelque temps et il est maintenant fermé. Vous pouvez toujours le consulter.
mail-closed-reason-unanswered = Nous n’avons pas reçu de réponse de votre part : votre ticket nº { $number } est donc maintenant fermé. Vous pouvez toujours le consulter.
mail-closed-body =
    Bonjour { $reader },

    { $reason }

    Si vous avez encore besoin d’aide, répondez simplement à ce message : il ouvrira un nouveau ticket, lié à celui-ci.

    { $link }

mail-reopened-title = De nouveau ouvert
mail-reopened-reason-rating = Vous nous avez indiqué que la solution ne vous satisfait pas : nous l’avons donc rouvert.
mail-reopened-body =
    Bonjour { $reader },

    Votre ticket nº { $number } est de nouveau ouvert. Nous allons l’examiner et nous vous écrirons.

    { $reason }

    Pour ajouter quelque chose, répondez simplement à ce message.

    { $link }

mail-merged-title = Réuni avec un autre ticket
mail-merged-opening-own = Vos tickets nº { $number } et nº { $other } concernent la même demande : nous les avons donc réunis. Désormais, tout se trouve dans le nº { $other }.
mail-merged-opening-other = Nous avons réuni votre ticket nº { $number } avec un autre portant sur le même sujet. Vous continuerez à recevoir nos nouvelles ici.
mail-merged-body =
    Bonjour { $reader },

    { $opening }

    Rien de ce que vous avez écrit n’est perdu. Pour ajouter quelque chose, répondez simplement à ce message.

    { $link }

mail-rating-title = Votre avis compte
mail-rating-body =
    Bonjour { $reader },

    Vous nous avez demandé de l’aide avec le ticket nº { $number }. Quel est votre niveau de satisfaction ? Un clic suffit.

    { $stars }

    Merci du temps que vous y consacrez.

mail-assigned-title = Un ticket vous est attribué
mail-assigned-opening-plain = Le ticket nº { $number } vous a été attribué.
mail-assigned-opening-by = { $by } vous a attribué le ticket nº { $number }.
mail-assigned-body =
    Bonjour { $reader },

    { $opening }

    Client : { $customer }
    État : { $status } · Priorité : { $priority }

    { $link }

mail-customer_replied-title = Message de { $by }
mail-customer_replied-body =
    Bonjour { $reader },

    { $by } a écrit au sujet du ticket nº { $number } :

    { $message }

    Client : { $customer }
    État : { $status } · Priorité : { $priority }

    { $link }

mail-mentioned-title = { $by } vous mentionne
mail-mentioned-body =
    Bonjour { $reader },

    { $by } vous mentionne dans une note sur le ticket nº { $number }.

    Client : { $customer }
    État : { $status } · Priorité : { $priority }

    { $link }

mail-followed-title = Du nouveau sur un ticket que vous suivez
mail-followed-news-message = { $by } a écrit au sujet du ticket nº { $number } :
mail-followed-news-note = { $by } a ajouté une note au ticket nº { $number }.
mail-followed-news-status = L’état du ticket nº { $number } est maintenant « { $status } ».
mail-followed-news-other = Quelque chose a changé dans le ticket nº { $number }.
mail-followed-body =
    Bonjour { $reader },

    { $news }

    { $message }

    Client : { $customer }
    État : { $status } · Priorité : { $priority }

    { $link }

mail-undelivered-title = Un message n’est pas arrivé
mail-undelivered-body =
    Bonjour { $reader },

    Un message au sujet du ticket nº { $number } n’a pas pu être remis. Il est possible que { $customer } ne l’ait pas lu.

    Consultez le ticket : la cause y est indiquée. L’adresse est peut-être mal écrite, ou la boîte pleine.

    { $link }

mail-confirmation-title = Confirmez votre adresse
mail-confirmation-subject = Confirmez votre adresse
mail-confirmation-body =
    Bonjour,

    Quelqu’un a écrit à { $desk } avec cette adresse. Si c’était vous, veuillez la confirmer afin que nous puissions poursuivre.

    { $confirm }

    Si ce n’était pas vous, vous n’avez rien à faire : sans votre confirmation, nous ne vous écrirons pas à ce sujet.

mail-now-new = Un membre de notre équipe va bientôt l’examiner.
mail-now-open = Nous nous en occupons.
mail-now-pending = Nous avons besoin d’une réponse de votre part pour continuer.
mail-just-reply = Il vous suffit de répondre à ce message.
mail-now-on_hold = Nous attendons une personne extérieure à notre équipe et vous écrirons dès que nous en saurons plus.
mail-now-solved = Si quelque chose ne va toujours pas, répondez simplement à ce message et il sera rouvert.
mail-now-closed = Vous pouvez toujours le consulter.

mail-status-new = nouveau
mail-status-open = ouvert
mail-status-pending = en attente de votre réponse
mail-status-on_hold = en attente
mail-status-solved = résolu
mail-status-closed = fermé
mail-work-pending = en attente du client

mail-priority-low = basse
mail-priority-normal = normale
mail-priority-high = haute
mail-priority-urgent = urgente

mail-view-customer = Voir votre ticket
mail-view-agent = Voir le ticket
mail-keep_open = Le garder ouvert
mail-solve = C’est résolu
mail-confirm = Confirmer mon adresse
mail-score-5 = 5 – Très satisfaisant
mail-score-4 = 4 – Satisfaisant
mail-score-3 = 3 – Moyen
mail-score-2 = 2 – Insatisfaisant
mail-score-1 = 1 – Très insatisfaisant

mail-answer-agent = Votre réponse à ce message sera envoyée au client.
mail-why-customer = Vous recevez ce message car vous avez un ticket auprès de { $desk }.
mail-why-agent = Vous recevez ce message car ce ticket vous est attribué.
mail-why-follower = Vous recevez ce message car vous suivez ce ticket.
mail-why-confirmation = Vous recevez ce message car cette adresse a été communiquée à { $desk }.
mail-choose = Choisir les messages que vous recevez
mail-unsubscribe = Ne plus recevoir ce type de message

mail-example-customer = Camille Bernard
mail-example-agent = Dominique Laurent
mail-example-subject = Le colis n’est pas arrivé
mail-example-message = Merci de votre patience. Le colis est de nouveau en route et devrait arriver jeudi.
