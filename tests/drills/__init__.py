"""Drills: what happens when a program is killed, another one writes, or the disk is full."""
