"""Faults of every kind, by the thousand, against builds in processes of their own.

box      two states of the specimen, their sites, and a folder in which one becomes the other
judged   what must hold of a site at any moment
builds   faults of a build: kills, disks, clocks, links, damage
desk     storms of edits under `serve`
"""
