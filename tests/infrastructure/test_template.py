"""What must be true of the template, after every edit."""

import json
import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from chalicelib.people.revocations import TOKEN_MS
from chalicelib.plumbing.clock import MINUTE
from chalicelib.plumbing.i18n import LANGUAGES, RIGHT_TO_LEFT
from chalicelib.plumbing.settings import read
from infrastructure.guards import Build, Template
from tests.infrastructure.sam import of_type, target

FUNCTIONS = {
    "APIHandler",
    "OnTicketEvent",
    "OnTicketChange",
    "SendMail",
    "OnAgentFree",
    "OnUpload",
    "OnMail",
    "ReadMail",
    "OnDelivery",
    "IndexSearch",
    "Find",
    "OnDue",
    "RouteWaiting",
}
DEAD_LETTERS = {
    "MailDeadLetters",
    "RoutingDeadLetters",
    "IndexDeadLetters",
    "StreamDeadLetters",
    "ScheduleDeadLetters",
    "UploadDeadLetters",
    "InboundDeadLetters",
    "DeliveryDeadLetters",
}
ROOT = Path(__file__).parent.parent.parent
FOURTEEN_DAYS_S = 14 * 24 * 3600


def table(template: Template, name: str) -> Template:
    return of_type(template, "AWS::DynamoDB::Table")[name]


def test_the_table_of_record_can_be_restored_to_any_second_of_five_weeks_and_is_hard_to_lose(plain: Template) -> None:
    core = table(plain, "CoreTable")
    recovery = core["PointInTimeRecoverySpecification"]
    assert recovery == {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 35}
    assert core["DeletionProtectionEnabled"] is True
    assert plain["Resources"]["CoreTable"]["DeletionPolicy"] == "Retain"
    assert plain["Resources"]["CoreTable"]["UpdateReplacePolicy"] == "Retain"


def test_the_stream_of_the_table_of_record_shows_an_item_before_and_after(plain: Template) -> None:
    assert table(plain, "CoreTable")["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}


@pytest.mark.parametrize("name", ["StatsTable", "LiveTable"])
def test_tables_that_can_be_rebuilt_have_neither_stream_nor_backup(plain: Template, name: str) -> None:
    assert not {"StreamSpecification", "PointInTimeRecoverySpecification"} & table(plain, name).keys()


@pytest.mark.parametrize("name", ["CoreTable", "StatsTable", "LiveTable"])
def test_every_table_is_on_demand_encrypted_and_forgets_by_ttl(plain: Template, name: str) -> None:
    properties = table(plain, name)
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert properties["SSESpecification"] == {"SSEEnabled": True}
    assert properties["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    assert [key["AttributeName"] for key in properties["KeySchema"]] == ["pk", "sk"]


def test_the_four_indexes_have_keys_of_their_own_and_project_no_text(plain: Template) -> None:
    indexes = {index["IndexName"]: index for index in table(plain, "CoreTable")["GlobalSecondaryIndexes"]}
    assert list(indexes) == ["by_list", "by_owner", "by_queue", "by_due"]
    for name, index in indexes.items():
        kind = name.removeprefix("by_")
        assert [key["AttributeName"] for key in index["KeySchema"]] == [f"{kind}_key", f"{kind}_sort"]
        assert "body" not in index["Projection"].get("NonKeyAttributes", [])
        assert index["Projection"]["ProjectionType"] != "ALL"
    assert indexes["by_owner"]["Projection"] == indexes["by_queue"]["Projection"]


def test_user_pool_client_cannot_write_identity_or_rights(plain: Template) -> None:
    client = of_type(plain, "AWS::Cognito::UserPoolClient")["UserPoolClient"]
    assert set(client["WriteAttributes"]) == {"email", "locale", "name", "zoneinfo"}
    assert {"custom:person", "custom:teams"} <= set(client["ReadAttributes"])
    declared = {each["Name"] for each in of_type(plain, "AWS::Cognito::UserPool")["UserPool"]["Schema"]}
    assert declared == {"email", "person", "teams"}


def test_invitation_email_is_in_every_language_with_link_and_password(plain: Template) -> None:
    words = of_type(plain, "AWS::Cognito::UserPool")["UserPool"]["AdminCreateUserConfig"]["InviteMessageTemplate"]
    subject, body = words["EmailSubject"]["Fn::Sub"], words["EmailMessage"]["Fn::Sub"]
    assert subject.count("${DeskName}") == len(LANGUAGES)
    parts = body.split('<div lang="')[1:]
    assert {part.partition('"')[0] for part in parts} == set(LANGUAGES)
    for part in parts:
        for needed in ("${DeskName}", 'href="${PortalUrl}/login.html"', "{username}", "{####}"):
            assert needed in part
        assert ('dir="rtl"' in part) is (part[:2] in RIGHT_TO_LEFT)
    assert not any(word in body for word in ("<img", "<script", "http:", "https:"))


def test_user_pool_client_needs_a_secret_and_hides_unknown_users(plain: Template) -> None:
    client = of_type(plain, "AWS::Cognito::UserPoolClient")["UserPoolClient"]
    assert client["GenerateSecret"] is True
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["EnableTokenRevocation"] is True
    assert set(client["ExplicitAuthFlows"]) == {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}


def test_tokens_are_valid_for_15_minutes(plain: Template) -> None:
    client = of_type(plain, "AWS::Cognito::UserPoolClient")["UserPoolClient"]
    units = client["TokenValidityUnits"]
    assert (client["IdTokenValidity"], units["IdToken"]) == (15, "minutes")
    assert (client["AccessTokenValidity"], units["AccessToken"]) == (15, "minutes")
    assert (client["RefreshTokenValidity"], units["RefreshToken"]) == (30, "days")
    assert client["IdTokenValidity"] * MINUTE < TOKEN_MS  # what is revoked is remembered for longer than it lives


def test_an_address_must_be_proved_before_it_counts(plain: Template) -> None:
    pool = of_type(plain, "AWS::Cognito::UserPool")["UserPool"]
    assert pool["UsernameAttributes"] == pool["AutoVerifiedAttributes"] == ["email"]
    assert pool["UserAttributeUpdateSettings"] == {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert pool["EmailConfiguration"]["EmailSendingAccount"] == "DEVELOPER"


def test_the_groups_are_the_roles(plain: Template) -> None:
    groups = of_type(plain, "AWS::Cognito::UserPoolGroup").values()
    assert {group["GroupName"] for group in groups} == {"agents", "leads", "admins"}


def test_the_functions_are_those_of_the_design(plain: Template) -> None:
    assert set(of_type(plain, "AWS::Lambda::Function")) == FUNCTIONS


def test_every_function_has_a_role_of_its_own(plain: Template) -> None:
    roles = [target(function["Role"]) for function in of_type(plain, "AWS::Lambda::Function").values()]
    assert len(set(roles)) == len(FUNCTIONS)
    assert all(plain["Resources"][role]["Type"] == "AWS::IAM::Role" for role in roles)


def test_every_function_has_a_log_that_is_retained_for_a_month(plain: Template) -> None:
    groups = of_type(plain, "AWS::Logs::LogGroup").values()
    stored = {json.dumps(group.get("LogGroupName")): group["RetentionInDays"] for group in groups}
    for name in FUNCTIONS:
        assert stored[json.dumps({"Fn::Sub": f"/aws/lambda/${{{name}}}"})] == 30


def test_every_function_has_an_alarm_for_errors(plain: Template) -> None:
    alarms = of_type(plain, "AWS::CloudWatch::Alarm").values()
    followed = {target(alarm["Dimensions"][0]["Value"]) for alarm in alarms if alarm["MetricName"] == "Errors"}
    assert followed == FUNCTIONS


def test_stream_functions_have_an_alarm_for_late_reads(plain: Template) -> None:
    alarms = of_type(plain, "AWS::CloudWatch::Alarm").values()
    followed = {target(alarm["Dimensions"][0]["Value"]) for alarm in alarms if alarm["MetricName"] == "IteratorAge"}
    assert followed == {"OnTicketEvent", "OnTicketChange"}


def test_every_dead_letter_queue_has_an_alarm(plain: Template) -> None:
    alarms = of_type(plain, "AWS::CloudWatch::Alarm").values()
    waiting = [alarm for alarm in alarms if alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"]
    assert {target(alarm["Dimensions"][0]["Value"]) for alarm in waiting} == DEAD_LETTERS
    assert {(alarm["Threshold"], alarm["ComparisonOperator"]) for alarm in waiting} == {(0, "GreaterThanThreshold")}


def test_api_has_an_alarm_for_server_errors(plain: Template) -> None:
    alarm = of_type(plain, "AWS::CloudWatch::Alarm")["ApiServerErrorsAlarm"]
    named = {part["Name"]: part["Value"] for part in alarm["Dimensions"]}
    assert named == {"ApiName": of_type(plain, "AWS::ApiGateway::RestApi")["RestAPI"]["Name"], "Stage": "api"}


def test_every_queue_has_a_dead_letter_queue_after_five_attempts_for_14_days(plain: Template) -> None:
    queues = of_type(plain, "AWS::SQS::Queue")
    for name in DEAD_LETTERS:
        assert queues[name]["MessageRetentionPeriod"] == FOURTEEN_DAYS_S
    for name in queues.keys() - DEAD_LETTERS:
        assert queues[name]["RedrivePolicy"]["maxReceiveCount"] == 5
        assert target(queues[name]["RedrivePolicy"]["deadLetterTargetArn"]) in DEAD_LETTERS
    assert all(queue["SqsManagedSseEnabled"] is True for queue in queues.values())


@pytest.mark.parametrize(
    ("queue", "function"), [("MailQueue", "SendMail"), ("RoutingQueue", "OnAgentFree"), ("IndexQueue", "IndexSearch")]
)
def test_a_message_stays_hidden_six_times_as_long_as_its_function_may_run(
    plain: Template, queue: str, function: str
) -> None:
    hidden_s = of_type(plain, "AWS::SQS::Queue")[queue]["VisibilityTimeout"]
    assert hidden_s >= 6 * of_type(plain, "AWS::Lambda::Function")[function]["Timeout"]


def test_a_bad_record_neither_blocks_the_stream_nor_gets_lost(plain: Template) -> None:
    mappings = of_type(plain, "AWS::Lambda::EventSourceMapping").values()
    streams = [mapping for mapping in mappings if "StartingPosition" in mapping]
    assert {target(mapping["FunctionName"]) for mapping in streams} == {"OnTicketEvent", "OnTicketChange"}
    for mapping in streams:
        assert mapping["StartingPosition"] == "TRIM_HORIZON"
        assert mapping["BisectBatchOnFunctionError"] is True
        assert mapping["MaximumRetryAttempts"] == 5
        assert mapping["MaximumRecordAgeInSeconds"] == 6 * 3600
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert target(mapping["DestinationConfig"]["OnFailure"]["Destination"]) == "StreamDeadLetters"


def test_a_bad_message_does_not_take_its_batch_with_it(plain: Template) -> None:
    mappings = of_type(plain, "AWS::Lambda::EventSourceMapping").values()
    queues = [mapping for mapping in mappings if "StartingPosition" not in mapping]
    assert all(mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for mapping in queues)
    at_once = {target(mapping["FunctionName"]): mapping["ScalingConfig"]["MaximumConcurrency"] for mapping in queues}
    assert at_once == {"SendMail": 5, "OnAgentFree": 5, "IndexSearch": 2}


def test_index_messages_are_batched_for_two_seconds(plain: Template) -> None:
    mappings = of_type(plain, "AWS::Lambda::EventSourceMapping").values()
    (index,) = [mapping for mapping in mappings if target(mapping["FunctionName"]) == "IndexSearch"]
    assert (index["BatchSize"], index["MaximumBatchingWindowInSeconds"]) == (100, 2)


def test_only_the_functions_of_the_search_carry_its_layer_and_know_its_bucket(plain: Template) -> None:
    functions = of_type(plain, "AWS::Lambda::Function")
    carrying = {
        name
        for name, one in functions.items()
        if any(target(layer).startswith("SearchLayer") for layer in one["Layers"])
    }
    knowing = {name for name, one in functions.items() if "INDEX_BUCKET" in one["Environment"]["Variables"]}
    assert carrying == knowing == {"IndexSearch", "Find"}
    assert {name for name, one in functions.items() if "FIND_FUNCTION" in one["Environment"]["Variables"]} == {
        "APIHandler"
    }


def test_the_index_is_disposable(plain: Template) -> None:
    assert plain["Resources"]["IndexBucket"]["DeletionPolicy"] == "Delete"
    assert "VersioningConfiguration" not in plain["Resources"]["IndexBucket"]["Properties"]


def test_schedules_run_every_minute_with_a_dead_letter_queue(plain: Template) -> None:
    rules = [rule for rule in of_type(plain, "AWS::Events::Rule").values() if "ScheduleExpression" in rule]
    assert {target(rule["Targets"][0]["Arn"]) for rule in rules} == {"OnDue", "RouteWaiting"}
    for rule in rules:
        assert rule["ScheduleExpression"] == "rate(1 minute)"
        assert target(rule["Targets"][0]["DeadLetterConfig"]["Arn"]) == "ScheduleDeadLetters"


def test_failed_invocations_go_to_a_dead_letter_queue(plain: Template) -> None:
    invoked = of_type(plain, "AWS::Lambda::EventInvokeConfig").values()
    dead_letters = {
        target(one["FunctionName"]): target(one["DestinationConfig"]["OnFailure"]["Destination"]) for one in invoked
    }
    ticks = dict.fromkeys(("OnDue", "RouteWaiting"), "ScheduleDeadLetters")
    assert dead_letters == {
        **ticks,
        "OnUpload": "UploadDeadLetters",
        "OnMail": "InboundDeadLetters",
        "OnDelivery": "DeliveryDeadLetters",
    }


@pytest.mark.parametrize(
    ("function", "dead_letters", "bucket", "prefix"),
    [
        ("OnUpload", "UploadDeadLetters", "FilesBucket", "quarantine/"),  # what is kept in clean/ is no news
        ("OnMail", "InboundDeadLetters", "MailBucket", "inbound/"),  # nor what is in kept/
    ],
)
def test_object_events_go_to_one_function_with_a_dead_letter_queue(
    plain: Template, function: str, dead_letters: str, bucket: str, prefix: str
) -> None:
    rule = rule_for(plain, function)
    assert target(rule["Targets"][0]["DeadLetterConfig"]["Arn"]) == dead_letters
    assert rule["EventPattern"]["detail"] == {
        "bucket": {"name": [{"Ref": bucket}]},
        "object": {"key": [{"prefix": prefix}]},
    }


def rule_for(template: Template, function: str) -> Template:
    """The one rule that tells a function of events of the bus."""
    rules = [rule for rule in of_type(template, "AWS::Events::Rule").values() if "EventPattern" in rule]
    (found,) = [rule for rule in rules if target(rule["Targets"][0]["Arn"]) == function]
    return found


def test_delivery_events_of_own_emails_go_to_one_function(plain: Template) -> None:
    rule = rule_for(plain, "OnDelivery")
    assert target(rule["Targets"][0]["DeadLetterConfig"]["Arn"]) == "DeliveryDeadLetters"
    assert rule["EventPattern"] == {
        "source": ["aws.ses"],
        "detail": {"mail": {"tags": {"ses:configuration-set": [{"Ref": "MailEvents"}]}}},
    }


def test_ses_publishes_every_event_type_of_an_email(plain: Template) -> None:
    (events,) = of_type(plain, "AWS::SES::ConfigurationSetEventDestination").values()
    assert target(events["ConfigurationSetName"]) == "MailEvents"
    destination = events["EventDestination"]
    assert set(destination["MatchingEventTypes"]) == {
        "SEND",
        "DELIVERY",
        "BOUNCE",
        "COMPLAINT",
        "REJECT",
        "DELIVERY_DELAY",
        "RENDERING_FAILURE",
    }
    assert destination["Enabled"] is True
    assert destination["EventBridgeDestination"]["EventBusArn"]["Fn::Sub"].endswith(
        ":event-bus/default"
    )  # SES knows no other
    (settings,) = of_type(plain, "AWS::SES::ConfigurationSet").values()
    assert settings["SuppressionOptions"] == {"SuppressedReasons": ["COMPLAINT"]}


def test_only_the_sender_has_the_configuration_set_and_the_limits(plain: Template) -> None:
    functions = of_type(plain, "AWS::Lambda::Function")
    knowing = {
        name: each["Environment"]["Variables"]
        for name, each in functions.items()
        if "CONFIGURATION_SET" in each["Environment"]["Variables"]
    }
    assert set(knowing) == {"SendMail"}
    assert knowing["SendMail"]["CONFIGURATION_SET"] == {"Ref": "MailEvents"}
    assert knowing["SendMail"]["MAILS_PER_SECOND"] == {"Ref": "MailsPerSecond"}
    assert plain["Parameters"]["MailsPerSecond"]["Default"] == 14


def test_late_emails_and_every_metric_of_the_log_have_alarms(plain: Template) -> None:
    alarms = of_type(plain, "AWS::CloudWatch::Alarm")
    assert alarms["MailLateAlarm"]["MetricName"] == "ApproximateAgeOfOldestMessage"
    assert target(alarms["MailLateAlarm"]["Dimensions"][0]["Value"]) == "MailQueue"
    filters = {
        each["MetricTransformations"][0]["MetricName"]: each
        for each in of_type(plain, "AWS::Logs::MetricFilter").values()
    }
    code = "".join(path.read_text("utf-8") for path in sorted((ROOT / "chalicelib").rglob("*.py")))
    assert filters.keys() >= {"MailRefused", "MailCapped"}
    for name in filters:
        assert alarms[f"{name}Alarm"]["MetricName"] == name
        assert alarms[f"{name}Alarm"]["Namespace"] == filters[name]["MetricTransformations"][0]["MetricNamespace"]
        words = filters[name]["FilterPattern"].split('"')[1]
        assert re.search(rf'log\.(warning|error|exception)\("{re.escape(words)}"', code), words
    assert {target(filters[name]["LogGroupName"]) for name in ("MailRefused", "MailCapped")} == {"SendMailLogGroup"}


def test_only_the_api_knows_the_pool(plain: Template) -> None:
    functions = of_type(plain, "AWS::Lambda::Function").items()
    knowing = {name for name, function in functions if "USER_POOL_ID" in function["Environment"]["Variables"]}
    assert knowing == {"APIHandler"}


def test_each_function_is_given_the_settings_it_needs(plain: Template) -> None:
    like = {"PORTAL_URL": "https://desk.example", "FROM_ADDRESS": "care@desk.example"}
    for function in of_type(plain, "AWS::Lambda::Function").values():
        variables = function["Environment"]["Variables"]
        settings = read({name: like.get(name, "1") for name in variables} | {"_HANDLER": function["Handler"]})
        assert settings.core_table == "1"


def test_deployment_has_no_clock_file(template: Template) -> None:
    assert "CLOCK_FILE" not in json.dumps(template)


def test_all_buckets_are_closed_to_the_public_and_to_plain_http(plain: Template) -> None:
    buckets = of_type(plain, "AWS::S3::Bucket")
    assert set(buckets) == {"SiteBucket", "MailBucket", "FilesBucket", "IndexBucket", "AuditBucket"}
    policies = of_type(plain, "AWS::S3::BucketPolicy").values()
    assert {target(policy["Bucket"]) for policy in policies} == set(buckets)
    assert all(all(bucket["PublicAccessBlockConfiguration"].values()) for bucket in buckets.values())
    for policy in of_type(plain, "AWS::S3::BucketPolicy").values():
        deny = policy["PolicyDocument"]["Statement"][0]
        assert (deny["Effect"], deny["Principal"], deny["Action"]) == ("Deny", "*", "s3:*")
        assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.parametrize("bucket", ["MailBucket", "FilesBucket", "AuditBucket"])
def test_raw_mail_files_and_ends_of_the_log_outlive_the_stack(plain: Template, bucket: str) -> None:
    assert plain["Resources"][bucket]["DeletionPolicy"] == "Retain"
    assert plain["Resources"][bucket]["UpdateReplacePolicy"] == "Retain"


def test_audit_bucket_keeps_versions_and_is_locked_on_request(plain: Template) -> None:
    bucket = of_type(plain, "AWS::S3::Bucket")["AuditBucket"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert plain["Parameters"]["AuditLock"]["Default"] == "off"
    condition, locked, otherwise = bucket["ObjectLockConfiguration"]["Fn::If"]
    assert (condition, otherwise) == ("HasAuditLock", {"Ref": "AWS::NoValue"})
    assert locked["Rule"]["DefaultRetention"] == {
        "Mode": {"Fn::If": ["HasComplianceLock", "COMPLIANCE", "GOVERNANCE"]},
        "Days": {"Ref": "AuditLockDays"},
    }
    assert bucket["ObjectLockEnabled"] == {"Fn::If": ["HasAuditLock", True, {"Ref": "AWS::NoValue"}]}


def test_only_the_clock_knows_the_audit_bucket(plain: Template) -> None:
    functions = of_type(plain, "AWS::Lambda::Function")
    assert {name for name, one in functions.items() if "AUDIT_BUCKET" in one["Environment"]["Variables"]} == {"OnDue"}


def test_files_bucket_accepts_portal_uploads_only_encrypts_and_publishes_events(plain: Template) -> None:
    bucket = of_type(plain, "AWS::S3::Bucket")["FilesBucket"]
    (rule,) = bucket["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedOrigins"] == [{"Ref": "PortalUrl"}]
    assert set(rule["AllowedMethods"]) == {"GET", "POST"}
    (encrypted,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encrypted == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    assert bucket["NotificationConfiguration"] == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}


def test_unchecked_files_expire_after_a_day_without_versions(plain: Template) -> None:
    bucket = of_type(plain, "AWS::S3::Bucket")["FilesBucket"]
    rules = {rule["Id"]: rule for rule in bucket["LifecycleConfiguration"]["Rules"]}
    assert (rules["NeverChecked"]["Prefix"], rules["NeverChecked"]["ExpirationInDays"]) == ("quarantine/", 1)
    assert "VersioningConfiguration" not in bucket


def decided(template: Template, role: str, action: str, key: str, *, alone: bool = False) -> bool:
    """Whether IAM lets a role do something to the item under a key of the table of record: a denial counts more.

    As a member of a transaction, unless it is `alone`.
    """
    policies = of_type(template, "AWS::IAM::Role")[role].get("Policies", [])
    entries = [part for policy in policies for part in policy["PolicyDocument"]["Statement"]]
    core = {"Fn::GetAtt": ["CoreTable", "Arn"]}
    effects = {
        part["Effect"]
        for part in entries
        if part["Resource"] == core and action in part["Action"] and meets(part, key, alone=alone)
    }
    return effects == {"Allow"}


def meets(statement: Template, key: str, *, alone: bool) -> bool:
    """One item has one key, so that `ForAllValues` and `ForAnyValue` say the same."""
    conditions = dict(statement.get("Condition", {}))
    outside = conditions.pop("ForAllValues:StringNotEquals", None)
    assert outside in (None, {"dynamodb:EnclosingOperation": ["TransactWriteItems"]})
    wanted = [names for tests in conditions.values() for names in tests.values()]
    return (outside is None or alone) and all(any(fnmatchcase(key, pattern) for pattern in names) for names in wanted)


WRITERS = {
    "ApiHandlerRole",
    "OnAgentFreeRole",
    "OnDueRole",
    "OnTicketEventRole",
    "OnUploadRole",
    "OnMailRole",
    "ReadMailRole",
    "RouteWaitingRole",
}


@pytest.mark.parametrize("key", ["AU", "AU#202601"])
def test_audit_log_cannot_be_updated_or_deleted_and_only_the_api_adds_to_it(packaged: Build, key: str) -> None:
    """A Put over an entry is the same to IAM as a Put of a new one: that is left to the chain."""
    adds = set()
    for role in of_type(packaged.template, "AWS::IAM::Role"):
        for action in ("dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"):
            assert not decided(packaged.template, role, action, key), role
        assert not decided(packaged.template, role, "dynamodb:PutItem", key, alone=True), role
        adds |= {role} if decided(packaged.template, role, "dynamodb:PutItem", key) else set()
    assert adds == {"ApiHandlerRole"}


def test_rights_to_write_other_records_are_unchanged(packaged: Build) -> None:
    for key in ("T#10001", "CFG", "AUX#1"):
        for action in ("dynamodb:PutItem", "dynamodb:UpdateItem"):
            assert {role for role in WRITERS if decided(packaged.template, role, action, key)} == WRITERS


@pytest.mark.parametrize("role", ["SendMailRole", "OnDeliveryRole"])
def test_delivery_roles_write_to_tickets_only(packaged: Build, role: str) -> None:
    keys = ("T#10001", "MID#x", "SU#x", "CFG", "P#carla", "EM#x", "AT#1", "CTR#ticket")
    puts = {key for key in keys if decided(packaged.template, role, "dynamodb:PutItem", key)}
    assert puts == {"T#10001", "MID#x"} | ({"SU#x"} if role == "OnDeliveryRole" else set())
    assert {key for key in keys if decided(packaged.template, role, "dynamodb:UpdateItem", key)} == {"T#10001"}


def test_only_removable_records_can_be_deleted(packaged: Build) -> None:
    roles = of_type(packaged.template, "AWS::IAM::Role")
    deletes = {
        (role, key)
        for role in roles
        for key in ("T#10001", "SR#S", "SR#P#ada", "SU#x", "AT#1", "P#carla", "RV", "CFG", "EM#x", "IK#x", "CTR#ticket")
        if decided(packaged.template, role, "dynamodb:DeleteItem", key)
    }
    taken_back = {("ApiHandlerRole", key) for key in ("T#10001", "SR#S", "SR#P#ada", "SU#x", "P#carla", "RV")}
    assert deletes == {*taken_back, ("OnDueRole", "AT#1")}


def test_the_roles_are_least(packaged: Build) -> None:
    """Who may do what with what: an addition to a policy file shows up here."""
    roles = of_type(packaged.template, "AWS::IAM::Role")
    statements = {
        name: [part for policy in role.get("Policies", []) for part in policy["PolicyDocument"]["Statement"]]
        for name, role in roles.items()
    }
    holders: dict[str, set[str]] = {}
    for name, parts in statements.items():
        for action in (action for part in parts for action in part["Action"]):
            holders.setdefault(action, set()).add(name.removesuffix("Role"))
    assert holders["ses:SendEmail"] == {"SendMail"}
    assert {who for action, them in holders.items() if action.startswith("cognito-idp:") for who in them} == {
        "ApiHandler"
    }
    assert not {"dynamodb:Scan", "dynamodb:DeleteTable", "dynamodb:UpdateTable"} & holders.keys()
    assert holders["dynamodb:ConditionCheckItem"] == {"ApiHandler"}
    assert not any(action.startswith(("iam:", "sts:")) for action in holders)
    assert {action: who for action, who in holders.items() if action.startswith(("lambda:", "s3:"))} == {
        "lambda:InvokeFunction": {"ApiHandler"},
        "s3:PutObject": {"ApiHandler", "OnDue", "OnMail", "ReadMail", "OnUpload", "IndexSearch"},
        "s3:GetObject": {"ApiHandler", "OnDue", "OnMail", "ReadMail", "OnUpload", "Find", "IndexSearch"},
        "s3:DeleteObject": {"OnDue", "OnMail", "OnUpload", "IndexSearch"},
        "s3:ListBucket": {"ApiHandler", "OnDue", "OnMail", "ReadMail", "OnUpload", "Find", "IndexSearch"},
    }
    waiting, clean, inbound, stored = (
        f"${{{place}/*"
        for place in (
            "FilesBucket.Arn}/quarantine",
            "FilesBucket.Arn}/clean",
            "MailBucket.Arn}/inbound",
            "MailBucket.Arn}/kept",
        )
    )
    assert _where(statements["ApiHandlerRole"], "s3:PutObject") == [waiting]
    assert _where(statements["ApiHandlerRole"], "s3:GetObject") == [stored, clean]
    assert _where(statements["OnUploadRole"], "s3:PutObject") == [clean]
    assert _where(statements["OnMailRole"], "s3:PutObject") == [stored, waiting]
    assert _where(statements["OnMailRole"], "s3:DeleteObject") == [inbound]
    assert _where(statements["OnDueRole"], "s3:PutObject") == [inbound, "${AuditBucket.Arn}/audit-heads/*"]


def _where(statements: list[Template], action: str) -> list[str]:
    """The resources that a right is for."""
    found = [each["Resource"] for each in statements if action in each["Action"]]
    return [each["Fn::Sub"] for one in found for each in (one if isinstance(one, list) else [one])]
