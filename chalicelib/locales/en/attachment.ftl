# Why a file was refused.
attachment-refused-size = Its size is not what was announced. Send it again.
attachment-refused-type = It is not the kind of file that its name says.
attachment-refused-program = It is a program or a web page, or has one inside.
attachment-refused-locked = It is locked with a password, so it cannot be checked. Send it without.
attachment-refused-archive = The archive is damaged, or too large or too deep when unpacked.
attachment-refused-malware = It holds something harmful.
attachment-refused-abandoned = It was in no message for too long. Send it again.
