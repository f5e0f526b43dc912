"""The bench: synthetic portals of any size, and what this program costs on them beside its peers (performance.md)."""
