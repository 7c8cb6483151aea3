"""What other systems read in FHIR R4: consents, and how each is written there."""
