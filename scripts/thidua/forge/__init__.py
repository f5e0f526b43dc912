"""What a forge is told: the verdict of the gate in one comment on a pull request (gate.md)."""
