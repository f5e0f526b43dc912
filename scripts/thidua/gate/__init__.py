"""What may be merged: change sets, ownership, receipts, impact and audit."""
