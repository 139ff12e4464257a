"""Safety before anything else: signs of risk are recognised and personal data is masked."""
