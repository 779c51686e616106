"""The same work by this program and by others, side by side.

others      what each other generator is given, and how it is started
measuring   processes, processor time, and when the last file was written
"""
