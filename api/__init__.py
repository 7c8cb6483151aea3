"""The door: the JSON interface, the pages and the command line, all through `perform`."""
