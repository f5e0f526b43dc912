"""What machines and offices take away: JSON, CSV, Excel and documents."""
