"""What must hold, a sentence a test."""
