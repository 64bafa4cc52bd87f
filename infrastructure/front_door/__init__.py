"""The local replacement for CloudFront: one address for pages, API and sent emails. No product logic."""
