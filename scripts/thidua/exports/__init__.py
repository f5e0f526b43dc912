"""What machines and offices take away: JSON, CSV and documents."""
