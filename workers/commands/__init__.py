"""The commands of `assay`, by what they are about."""
