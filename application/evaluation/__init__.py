"""Looking at many histories at once: who is in a study, under which names, and what is told.

Pure but for the port to the log. Files are the business of `infrastructure.extracts`.
"""
