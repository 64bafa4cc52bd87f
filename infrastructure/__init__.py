"""Everything that puts the desk somewhere: the template, the build, deploying, and the local desk."""
