"""The local stand-in for CloudFront: one address for pages, API and the mails that were sent. No product logic."""
