"""What a reader may be shown, and when: public values, built from results within rules.md §10."""
