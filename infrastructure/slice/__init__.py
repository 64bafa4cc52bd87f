"""Write a new slice: `make slice NAME=promises`."""
