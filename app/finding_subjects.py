"""What of a finding can be seen on the map."""

from core.findings import Finding, Ref

ON_MAP = ("actor", "flow", "region")


def subjects(finding: Finding) -> tuple[Ref, ...]:
    """The subject of a finding where the map has it, else the firms and links it rests on."""
    if finding.subject.table in ON_MAP:
        return (finding.subject,)
    seen = tuple(ref for ref in finding.evidence if ref.table in ON_MAP)
    return seen or (finding.subject,)
