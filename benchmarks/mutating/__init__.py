"""Faults that are generated over all files of an edition, and what becomes of each.

operators   how a file is spoilt
judging     what the program says of it, or what the site shows
"""
