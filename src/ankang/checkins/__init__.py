"""Daily check-ins and symptom reports."""
