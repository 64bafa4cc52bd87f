# The admin log: what somebody did, as its readers see it.
audit-TeamAdded = Added the team { $name }
audit-TeamChanged = Changed the team { $name }
audit-TeamRemoved = Removed the team { $name }
audit-CategoryAdded = Added the category { $name }
audit-CategoryChanged = Changed the category { $name }
audit-CategoryRemoved = Removed the category { $name }
audit-SettingsChanged = Changed the settings of the desk
audit-SavedReplyAdded = Added the shared reply { $name }
audit-SavedReplyChanged = Changed the shared reply { $name }
audit-SavedReplyRemoved = Removed the shared reply { $name }
audit-AgentInvited = Invited { $name } to work here
audit-AgentChanged = Changed the agent { $name }
audit-AgentDeactivated = Deactivated the agent { $name }
audit-AgentActivated = Activated the agent { $name }
audit-AddressReleased = Let mail go to an address again
