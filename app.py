"""All entry points of the app in one file. Each handler delegates in one line."""

import gc

gc.disable()  # importing creates no garbage, and looking for it costs a seventh of a cold start

from typing import Any

from chalice import Chalice, Rate

from chalicelib import reactions
from chalicelib.administration import api as administration_api
from chalicelib.agents import api as agents_api
from chalicelib.attachments import api as attachments_api
from chalicelib.configuration import api as configuration_api
from chalicelib.conversation import api as conversation_api
from chalicelib.customers import api as customers_api
from chalicelib.feedback import api as feedback_api
from chalicelib.guests import api as guests_api
from chalicelib.inbox import api as inbox_api
from chalicelib.inbox import jobs as inbox_jobs
from chalicelib.links import api as links_api
from chalicelib.mail import api as mail_api
from chalicelib.mail import confirmation, delivery_events, sender
from chalicelib.people import api as people_api
from chalicelib.plumbing import log, services_on_aws, settings
from chalicelib.plumbing.aws import queues, stream
from chalicelib.plumbing.services import services, use
from chalicelib.queues import api as queues_api
from chalicelib.queues import ticket_counters
from chalicelib.relations import api as relations_api
from chalicelib.replies import api as replies_api
from chalicelib.routing import api as routing_api
from chalicelib.routing import jobs as routing_jobs
from chalicelib.search import api as search_api
from chalicelib.search import jobs as search_jobs
from chalicelib.tickets import api as tickets_api
from chalicelib.triage import api as triage_api

log.to_standard_output()
settings.check_at_start()
use(services_on_aws.services_on_aws)

app = Chalice(app_name="desk", configure_logs=False)
app.register_blueprint(configuration_api.routes)
app.register_blueprint(people_api.routes)
app.register_blueprint(attachments_api.routes)
app.register_blueprint(agents_api.routes)
app.register_blueprint(customers_api.routes)
app.register_blueprint(tickets_api.routes)
app.register_blueprint(conversation_api.routes)
app.register_blueprint(triage_api.routes)
app.register_blueprint(queues_api.routes)
app.register_blueprint(relations_api.routes)
app.register_blueprint(replies_api.routes)
app.register_blueprint(routing_api.routes)
app.register_blueprint(feedback_api.routes)
app.register_blueprint(guests_api.routes)
app.register_blueprint(links_api.routes)
app.register_blueprint(administration_api.routes)
app.register_blueprint(search_api.routes)
app.register_blueprint(inbox_api.routes)
app.register_blueprint(mail_api.routes)


@app.on_dynamodb_record(
    stream_arn={"Fn::GetAtt": ["CoreTable", "StreamArn"]}, batch_size=50, starting_position="TRIM_HORIZON"
)
def on_ticket_event(event: Any) -> Any:
    return stream.each_new_item(event.to_dict(), lambda item: reactions.on_new_item(services(), item))


@app.on_dynamodb_record(
    stream_arn={"Fn::GetAtt": ["CoreTable", "StreamArn"]}, batch_size=200, starting_position="TRIM_HORIZON"
)
def on_ticket_change(event: Any) -> Any:
    return ticket_counters.apply_stream(services(), list(stream.changes(event.to_dict())))


@app.on_sqs_message(queue_arn={"Fn::GetAtt": ["MailQueue", "Arn"]}, batch_size=10)
def send_mail(event: Any) -> Any:
    return queues.each_message(
        event.to_dict(), lambda message: confirmation.dispatch(sender.send_one)(services(), message)
    )


@app.on_cw_event(
    {"source": ["aws.ses"], "detail": {"mail": {"tags": {"ses:configuration-set": [{"Ref": "MailEvents"}]}}}}
)
def on_delivery(event: Any) -> Any:
    return delivery_events.on_ses_event(services(), event.detail)


@app.on_sqs_message(queue_arn={"Fn::GetAtt": ["RoutingQueue", "Arn"]}, batch_size=10)
def on_agent_free(event: Any) -> Any:
    return queues.each_message(event.to_dict(), lambda message: routing_jobs.on_agent_free(services(), message))


@app.on_cw_event(
    {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": [{"Ref": "FilesBucket"}]}, "object": {"key": [{"prefix": "quarantine/"}]}},
    }
)
def on_upload(event: Any) -> Any:
    return reactions.on_upload(services(), event.detail)


@app.on_cw_event(
    {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": [{"Ref": "MailBucket"}]}, "object": {"key": [{"prefix": "inbound/"}]}},
    }
)
def on_mail(event: Any) -> Any:
    return inbox_jobs.on_mail(services(), event.detail)


@app.on_sqs_message(
    queue_arn={"Fn::GetAtt": ["IndexQueue", "Arn"]}, batch_size=100, maximum_batching_window_in_seconds=2
)
def index_search(event: Any) -> Any:
    return queues.all_messages(event.to_dict(), lambda messages: search_jobs.index(services(), messages))


@app.lambda_function()
def find(question: Any, _context: Any) -> Any:
    return search_jobs.find(services(), question)


@app.lambda_function()
def read_mail(question: Any, _context: Any) -> Any:
    return inbox_jobs.read_mail(services(), question)


@app.schedule(Rate(1, unit=Rate.MINUTES))
def on_due(_event: Any) -> Any:
    return reactions.run_clock(services())


@app.schedule(Rate(1, unit=Rate.MINUTES))
def route_waiting(_event: Any) -> Any:
    return routing_jobs.route_waiting(services())


gc.freeze()  # objects created so far are permanent: later collections can skip them
gc.enable()
