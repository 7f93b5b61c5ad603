"""Formulas as they are written: canonical tokens to trees and back, and equality up to spelling."""
