"""Builds and runs the app: the template, the build, deployment, and local development."""
