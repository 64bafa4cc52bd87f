// @ts-check
// Made from chalicelib/tickets/event_specs.py by `python -m infrastructure.event_types`. Do not edit.

/** Event type -> icon and text of its line, and whether only agents see it. */
export const EVENT_TYPES = {
  TicketCreated: { icon: 'info', text: 'event-created', internal: false },
  CustomerReplied: { icon: 'info', text: 'event-other', internal: false },
  AgentReplied: { icon: 'info', text: 'event-other', internal: false },
  NoteAdded: { icon: 'info', text: 'event-other', internal: true },
  MergedTicketReplied: { icon: 'info', text: 'event-other', internal: true },
  UnverifiedReplyReceived: { icon: 'info', text: 'event-other', internal: true },
  TicketRated: { icon: 'star', text: 'event-other', internal: false },
  StatusChanged: { icon: 'refresh-cw', text: 'event-status', internal: false },
  TicketReopened: { icon: 'rotate-ccw', text: 'event-reopened', internal: false },
  TicketClosed: { icon: 'check', text: 'event-closed', internal: false },
  ReminderSent: { icon: 'bell', text: 'event-reminder', internal: false },
  ClosureDeferred: { icon: 'clock', text: 'event-other', internal: false },
  RatingRequested: { icon: 'info', text: 'event-other', internal: false },
  ReplyWithdrawn: { icon: 'undo-2', text: 'event-withdrawn', internal: true },
  DeliveryFailed: { icon: 'info', text: 'event-other', internal: true },
  TicketAssigned: { icon: 'user', text: 'event-assigned', internal: false },
  TicketUnassigned: { icon: 'user', text: 'event-unassigned', internal: true },
  RoutingDeferred: { icon: 'info', text: 'event-other', internal: true },
  TicketChanged: { icon: 'pencil', text: 'event-changed', internal: true },
  FollowersChanged: { icon: 'eye', text: 'event-followers', internal: true },
  TicketSnoozed: { icon: 'alarm-clock', text: 'event-snoozed', internal: true },
  TicketUnsnoozed: { icon: 'alarm-clock', text: 'event-unsnoozed', internal: true },
  SpamMarked: { icon: 'ban', text: 'event-spam', internal: true },
  SpamReleased: { icon: 'ban', text: 'event-released', internal: true },
  TicketMerged: { icon: 'merge', text: 'event-merged', internal: false },
  TicketUnmerged: { icon: 'merge', text: 'event-unmerged', internal: false },
  FollowUpCreated: { icon: 'reply', text: 'event-follow-up', internal: false },
  TicketSplit: { icon: 'split', text: 'event-split', internal: true },
  MergeReceived: { icon: 'merge', text: 'event-merge-received', internal: true },
  MergeUndone: { icon: 'merge', text: 'event-merge-undone', internal: true },
  TicketLinked: { icon: 'link', text: 'event-linked', internal: true },
  TicketUnlinked: { icon: 'link', text: 'event-unlinked', internal: true },
  EmailLinksRevoked: { icon: 'unlink', text: 'event-email-links-revoked', internal: true },
};

/** The same for an event that another version of this software recorded. */
export const UNKNOWN_EVENT = { icon: 'info', text: 'event-unknown', internal: true };
