# Correos. Los textos no llevan marcas, porque van tanto en texto sencillo como en HTML.

mail-subject-message = [#{ $number }] { $subject }
mail-subject-notice = [#{ $number }] { $title }: { $subject }
mail-moment = el { $day } ({ $time }, { $zone })
mail-ticket = Ticket n.º { $number }: { $subject }

mail-received-title = Hemos recibido su solicitud
mail-received-opening-own = Gracias por escribirnos. Su solicitud es ahora el ticket n.º { $number }.
mail-received-opening-for_you = { $by } ha abierto para usted el ticket n.º { $number }.
mail-received-body =
    Hola, { $reader }:

    { $opening }

    Le escribiremos en cuanto haya novedades. Si desea añadir algo, basta con responder a este correo.

    { $link }

mail-replied-title = Nueva respuesta
mail-replied-status = Con esta respuesta, el estado de su ticket es ahora «{ $status }».
mail-replied-body =
    Hola, { $reader }:

    { $by } le ha respondido en el ticket n.º { $number }:

    { $message }

    { $status_news }

    Para contestar, basta con responder a este correo.

    { $link }

mail-status_changed-title = Nuevo estado «{ $status }»
mail-status_changed-body =
    Hola, { $reader }:

    El estado de su ticket n.º { $number } es ahora «{ $status }». { $meaning }

    { $link }

mail-reminder-title = Esperamos su respuesta
mail-reminder-closing = Si no tenemos noticias suyas, se cerrará { $closing }.
mail-reminder-body =
    Hola, { $reader }:

    Seguimos esperando su respuesta en el ticket n.º { $number }. Para contestar, basta con responder a este correo.

    { $closing_news }

    { $keep_open }

    { $solve }

    { $link }

mail-closing-title = Último aviso antes del cierre
mail-closing-body =
    Hola, { $reader }:

    No hemos recibido respuesta suya en el ticket n.º { $number }, y este es nuestro último aviso. { $closing_news }

    Si todavía necesita ayuda, responda a este correo o indíquenos con un solo clic que lo mantengamos abierto.

    { $keep_open }

    { $solve }

    { $link }

mail-closed-title = Ticket cerrado
mail-closed-reason-plain = Su ticket n.º { $number } está ahora cerrado. Todavía puede consultarlo.
mail-closed-reason-solved = Su ticket n.º { $number } se resolvió hace un tiempo y ahora está cerrado. Todavía puede consultarlo.
mail-closed-reason-unanswered = No hemos recibido respuesta suya, por lo que su ticket n.º { $number } está ahora cerrado. Todavía puede consultarlo.
mail-closed-body =
    Hola, { $reader }:

    { $reason }

    Si necesita más ayuda, basta con responder a este correo: su mensaje abrirá un nuevo ticket vinculado a este.

    { $link }

mail-reopened-title = Abierto de nuevo
mail-reopened-reason-rating = Nos ha indicado que no está satisfecho con la solución, por eso lo hemos reabierto.
mail-reopened-body =
    Hola, { $reader }:

    Su ticket n.º { $number } vuelve a estar abierto. Lo revisaremos y le escribiremos.

    { $reason }

    Si desea añadir algo, basta con responder a este correo.

    { $link }

mail-merged-title = Unido a otro ticket
mail-merged-opening-own = Sus tickets n.º { $number } y n.º { $other } tratan del mismo asunto, por lo que los hemos unido. A partir de ahora, todo está en el n.º { $other }.
mail-merged-opening-other = Hemos unido su ticket n.º { $number } a otro sobre el mismo asunto. Seguirá recibiendo aquí nuestras noticias.
mail-merged-body =
    Hola, { $reader }:

    { $opening }

    No se pierde nada de lo que ha escrito. Si desea añadir algo, basta con responder a este correo.

    { $link }

mail-rating-title = Su opinión cuenta
mail-rating-body =
    Hola, { $reader }:

    Nos pidió ayuda con el ticket n.º { $number }. ¿Cuál es su grado de satisfacción? Basta con un clic.

    { $stars }

    Gracias por dedicarnos su tiempo.

mail-assigned-title = Asignado a usted
mail-assigned-opening-plain = Se le ha asignado el ticket n.º { $number }.
mail-assigned-opening-by = { $by } le ha asignado el ticket n.º { $number }.
mail-assigned-body =
    Hola, { $reader }:

    { $opening }

    Cliente: { $customer }
    Estado: { $status } · Prioridad: { $priority }

    { $link }

mail-customer_replied-title = Mensaje de { $by }
mail-customer_replied-body =
    Hola, { $reader }:

    { $by } ha escrito en el ticket n.º { $number }:

    { $message }

    Cliente: { $customer }
    Estado: { $status } · Prioridad: { $priority }

    { $link }

mail-mentioned-title = { $by } le ha mencionado
mail-mentioned-body =
    Hola, { $reader }:

    { $by } le ha mencionado en una nota del ticket n.º { $number }.

    Cliente: { $customer }
    Estado: { $status } · Prioridad: { $priority }

    { $link }

mail-followed-title = Novedades en un ticket que usted sigue
mail-followed-news-message = { $by } ha escrito en el ticket n.º { $number }:
mail-followed-news-note = { $by } ha añadido una nota al ticket n.º { $number }.
mail-followed-news-status = El estado del ticket n.º { $number } es ahora «{ $status }».
mail-followed-news-other = Algo ha cambiado en el ticket n.º { $number }.
mail-followed-body =
    Hola, { $reader }:

    { $news }

    { $message }

    Cliente: { $customer }
    Estado: { $status } · Prioridad: { $priority }

    { $link }

mail-undelivered-title = Un correo no ha llegado
mail-undelivered-body =
    Hola, { $reader }:

    No se ha podido entregar un correo sobre el ticket n.º { $number }. Es posible que { $customer } no lo haya leído.

    Consulte el ticket: allí se indica qué ha fallado. Puede que la dirección esté mal escrita o que el buzón esté lleno.

    { $link }

mail-confirmation-title = Confirme su dirección
mail-confirmation-subject = Confirme su dirección
mail-confirmation-body =
    Hola:

    Alguien ha escrito a { $desk } con esta dirección. Si ha sido usted, confírmela para que podamos continuar.

    { $confirm }

    Si no ha sido usted, no tiene que hacer nada: sin su confirmación no le escribiremos sobre este asunto.

mail-now-new = Pronto lo revisará alguien de nuestro equipo.
mail-now-open = Estamos trabajando en ello.
mail-now-pending = Necesitamos una respuesta suya para poder continuar.
mail-just-reply = Para contestar, basta con responder a este correo.
mail-now-on_hold = Estamos a la espera de alguien ajeno a nuestro equipo y le escribiremos en cuanto sepamos más.
mail-now-solved = Si algo sigue sin estar bien, responda a este correo y volverá a abrirse.
mail-now-closed = Todavía puede consultarlo.

mail-status-new = nuevo
mail-status-open = abierto
mail-status-pending = a la espera de su respuesta
mail-status-on_hold = en pausa
mail-status-solved = resuelto
mail-status-closed = cerrado
mail-work-pending = pendiente del cliente

mail-priority-low = baja
mail-priority-normal = normal
mail-priority-high = alta
mail-priority-urgent = urgente

mail-view-customer = Ver su ticket
mail-view-agent = Ver el ticket
mail-keep_open = Mantenerlo abierto
mail-solve = Está resuelto
mail-confirm = Confirmar mi dirección
mail-score-5 = 5 – Muy satisfactorio
mail-score-4 = 4 – Satisfactorio
mail-score-3 = 3 – Ni bien ni mal
mail-score-2 = 2 – Insatisfactorio
mail-score-1 = 1 – Muy insatisfactorio

mail-answer-agent = Lo que responda a este correo se enviará al cliente.
mail-why-customer = Recibe este correo porque tiene un ticket en { $desk }.
mail-why-agent = Recibe este correo porque este ticket está a su cargo.
mail-why-follower = Recibe este correo porque sigue este ticket.
mail-why-confirmation = Recibe este correo porque esta dirección se ha indicado a { $desk }.
mail-choose = Elegir qué correos recibe
mail-unsubscribe = No recibir más correos de este tipo

mail-example-customer = Alex Moreno
mail-example-agent = Cruz Navarro
mail-example-subject = El paquete no ha llegado
mail-example-message = Gracias por su paciencia. El paquete ya está de nuevo en camino y debería llegar el jueves.
